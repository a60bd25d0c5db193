using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>A part of a network that makes maps of maps: [n, inputs, h, w] → [n, outputs, h / stride, w / stride].</summary>
internal abstract class MapStage(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Adds the stage after a value, and says which value it makes.</summary>
    public abstract int Describe(NetworkGraph graph, int input);
}

using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>A network from images to features, the body of an encoder: [n, C, H, W] in 0 … 1, float32 or bfloat16 → [n, …].</summary>
internal abstract class ImageEncoder(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Numbers that an image becomes.</summary>
    public abstract int Features { get; }

    /// <summary>Adds the network after images, and says which value it makes.</summary>
    public abstract int Describe(NetworkGraph graph, int images);
}

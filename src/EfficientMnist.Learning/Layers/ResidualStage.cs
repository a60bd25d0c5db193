using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>Two residual blocks, a stage of ResNet-18 (arXiv 1512.03385, table 1).</summary>
internal sealed class ResidualStage : MapStage
{
    private readonly ResidualBlock first;
    private readonly ResidualBlock second;

    public ResidualStage(int inputs, int outputs, int stride, string norm)
        : base(nameof(ResidualStage))
    {
        first = new ResidualBlock(inputs, outputs, stride, norm);
        second = new ResidualBlock(outputs, outputs, 1, norm);
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input) => second.forward(first.forward(input));

    public override int Describe(NetworkGraph graph, int input) => second.Describe(graph, first.Describe(graph, input));
}

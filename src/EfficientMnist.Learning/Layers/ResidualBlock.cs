using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>Two 3×3 convolutions beside a short cut (He et al., 2015, arXiv 1512.03385), with leaky rectifiers.</summary>
internal sealed class ResidualBlock : MapStage
{
    internal const double Slope = 0.1;

    private readonly SquareConvolution first;
    private readonly nn.Module<Tensor, Tensor> firstNorm;
    private readonly SquareConvolution second;
    private readonly nn.Module<Tensor, Tensor> secondNorm;
    private readonly SquareConvolution? shortcut;
    private readonly nn.Module<Tensor, Tensor>? shortcutNorm;

    public ResidualBlock(int inputs, int outputs, int stride, string norm = Normalisation.Batch)
        : base(nameof(ResidualBlock))
    {
        first = new SquareConvolution(inputs, outputs, 3, stride);
        firstNorm = Normalisation.Of(norm, outputs);
        second = new SquareConvolution(outputs, outputs, 3);
        secondNorm = Normalisation.Of(norm, outputs);
        if (stride != 1 || inputs != outputs)
        {
            shortcut = new SquareConvolution(inputs, outputs, 1, stride);
            shortcutNorm = Normalisation.Of(norm, outputs);
        }
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input)
    {
        var inner = Normalisation.Rectify(firstNorm, first.forward(input), Slope);
        var around = shortcut is null ? input : Normalisation.Apply(shortcutNorm!, shortcut.forward(input));
        return Normalisation.Rectify(secondNorm, second.forward(inner), Slope, around);
    }

    /// <summary>Adds the block after a value, and says which value it makes.</summary>
    public override int Describe(NetworkGraph graph, int input)
    {
        var inner = Normalisation.DescribeRectified(firstNorm, graph, first.Describe(graph, input), Slope);
        var around = shortcut is null ? input : Normalisation.Describe(shortcutNorm!, graph, shortcut.Describe(graph, input));
        return Normalisation.DescribeRectified(secondNorm, graph, second.Describe(graph, inner), Slope, around);
    }
}

using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>A 3×3 convolution, a norm and a leaky rectifier, which has a gradient on either side: no unit dies.</summary>
internal sealed class ConvolutionBlock : MapStage
{
    private readonly SquareConvolution convolution;
    private readonly nn.Module<Tensor, Tensor> norm;

    public ConvolutionBlock(int inputs, int outputs, int stride, string norm = Normalisation.Batch)
        : base(nameof(ConvolutionBlock))
    {
        convolution = new SquareConvolution(inputs, outputs, 3, stride);
        this.norm = Normalisation.Of(norm, outputs);
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input) =>
        Normalisation.Rectify(norm, convolution.forward(input), ResidualBlock.Slope);

    /// <summary>Adds the block after a value, and says which value it makes.</summary>
    public override int Describe(NetworkGraph graph, int input) =>
        Normalisation.DescribeRectified(norm, graph, convolution.Describe(graph, input), ResidualBlock.Slope);
}

using EfficientMnist.Datasets;
using EfficientMnist.Learning.Graphs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// A small residual network, grey or coloured images: 308,000 weights at a width of 32 on small grey ones. Large images come in
/// by larger squares (<see cref="ImageShape.Magnification"/>), so that all that follows has maps as small as theirs.
/// </summary>
internal sealed class ResidualEncoder : nn.Module<Tensor, Tensor>
{
    private readonly SquareConvolution stem;
    private readonly BatchNorm2d stemNorm;
    private readonly ResidualBlock block1;
    private readonly ResidualBlock block2;
    private readonly ResidualBlock block3;
    private readonly int _squares;

    public ResidualEncoder(ImageShape shape, int width)
        : base(nameof(ResidualEncoder))
    {
        _squares = 2 * shape.Magnification;
        stem = new SquareConvolution(_squares * _squares * shape.Channels, width, 3);
        stemNorm = nn.BatchNorm2d(width);
        block1 = new ResidualBlock(width, width, 1);
        block2 = new ResidualBlock(width, 2 * width, 2);
        block3 = new ResidualBlock(2 * width, 4 * width, 2);
        RegisterComponents();
    }

    // Images of 28×28 in 0 … 1, [n, C, 28, 28] → [n, 4·width, 4, 4]
    public override Tensor forward(Tensor input)
    {
        var x = stem.forward(ChannelsLast.Squares(input - 0.5, _squares));                // [n, w, 14, 14]
        x = Normalisation.Rectify(stemNorm, x, ResidualBlock.Slope);
        x = block2.forward(block1.forward(x));                                  // [n, 2w, 7, 7]
        return block3.forward(x);                                               // [n, 4w, 4, 4]
    }

    /// <summary>Adds the network after images, and says which value it makes.</summary>
    public int Describe(NetworkGraph graph, int images)
    {
        var x = stem.Describe(graph, graph.Squares(graph.Subtract(images, 0.5), _squares));
        x = Normalisation.DescribeRectified(stemNorm, graph, x, ResidualBlock.Slope);
        return block3.Describe(graph, block2.Describe(graph, block1.Describe(graph, x)));
    }
}

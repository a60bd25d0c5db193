using EfficientMnist.Learning.Graphs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// A residual dense block (Zhang et al., 2018, arXiv 1802.08797): each layer sees the maps of all before it
/// (DenseNet, arXiv 1608.06993), a 1×1 convolution fuses them and is added to the input. A convolution block then leads to
/// the next size.
/// </summary>
internal sealed class DenseStage : MapStage
{
    private readonly ModuleList<ConvolutionBlock> layers;
    private readonly SquareConvolution fusion;
    private readonly ConvolutionBlock transition;

    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="stride">By what the sides are divided at the end.</param>
    /// <param name="growth">Channels that each layer adds.</param>
    /// <param name="depth">Layers.</param>
    public DenseStage(int inputs, int outputs, int stride, int growth, int depth)
        : base(nameof(DenseStage))
    {
        layers = nn.ModuleList(Enumerable.Range(0, depth).Select(i => new ConvolutionBlock(inputs + i * growth, growth, 1)).ToArray());
        fusion = new SquareConvolution(inputs + depth * growth, inputs, 1);
        transition = new ConvolutionBlock(inputs, outputs, stride);
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input)
    {
        var maps = input;
        foreach (var layer in layers)
            maps = cat([maps, layer.forward(maps)], 1);                            // [n, inputs + k·growth, h, w]
        return transition.forward(input + fusion.forward(maps));
    }

    public override int Describe(NetworkGraph graph, int input)
    {
        var maps = input;
        foreach (var layer in layers)
            maps = graph.Concatenate(maps, layer.Describe(graph, maps));
        return transition.Describe(graph, graph.Add(input, fusion.Describe(graph, maps)));
    }
}

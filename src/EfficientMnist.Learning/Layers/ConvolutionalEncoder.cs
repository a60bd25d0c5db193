using EfficientMnist.Datasets;
using EfficientMnist.Learning.Graphs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>A stem that halves the sides of small images, and stages behind it.</summary>
internal sealed class ConvolutionalEncoder : ImageEncoder
{
    private readonly ConvolutionBlock stem;
    private readonly ModuleList<MapStage> stages;

    /// <param name="shape">The images.</param>
    /// <param name="width">Channels behind the stem.</param>
    /// <param name="outputs">Channels behind the last stage.</param>
    /// <param name="halvings">How many of the stages halve the sides.</param>
    /// <param name="norm">Of the stem.</param>
    /// <param name="stages">Maps to maps, in order.</param>
    public ConvolutionalEncoder(ImageShape shape, int width, int outputs, int halvings, string norm, params MapStage[] stages)
        : base(nameof(ConvolutionalEncoder))
    {
        var (rows, columns) = MapSizes.Of(shape, halvings + 1)[^1];
        Features = outputs * rows * columns;
        stem = new ConvolutionBlock(4 * shape.Channels, width, 1, norm);
        this.stages = nn.ModuleList(stages);
        RegisterComponents();
    }

    public override int Features { get; }

    // [n, C, 28, 28] → [n, w, 14, 14] → … → [n, outputs, rows, columns]
    public override Tensor forward(Tensor input)
    {
        var x = stem.forward(ChannelsLast.Squares(input - 0.5));
        foreach (var stage in stages)
            x = stage.forward(x);
        return x;
    }

    public override int Describe(NetworkGraph graph, int images)
    {
        var x = stem.Describe(graph, graph.Squares(graph.Subtract(images, 0.5)));
        foreach (var stage in stages)
            x = stage.Describe(graph, x);
        return x;
    }
}

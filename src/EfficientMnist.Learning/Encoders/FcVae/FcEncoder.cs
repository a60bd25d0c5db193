using EfficientMnist.Datasets;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>Pixels through fully connected layers, in float32.</summary>
internal sealed class FcEncoder : ImageEncoder
{
    private readonly FullyConnected layers;

    public FcEncoder(ImageShape shape, FcVaeOptions options)
        : base(nameof(FcEncoder))
    {
        Features = options.Hidden;
        layers = new FullyConnected(shape.Pixels, options.Hidden, options.Layers);
        RegisterComponents();
    }

    public override int Features { get; }

    // [n, C, H, W] → [n, hidden]
    public override Tensor forward(Tensor input) => layers.forward(input.to(ScalarType.Float32).flatten(1) - 0.5);

    public override int Describe(NetworkGraph graph, int images) => layers.Describe(graph, graph.Subtract(graph.Flatten(images), 0.5));
}

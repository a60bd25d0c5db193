using EfficientMnist.Datasets;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>The directions in which pixels vary most, and back.</summary>
internal sealed class PcaModel : DecodingModel
{
    private readonly Linear project;
    private readonly Linear draw;
    private readonly ImageShape _shape;

    public PcaModel(ImageShape shape, int latent)
        : base(nameof(PcaModel))
    {
        _shape = shape;
        project = nn.Linear(shape.Pixels, latent);
        draw = nn.Linear(latent, shape.Pixels);
        RegisterComponents();
    }

    public override bool IsVariational => false;

    /// <param name="mean">Of the pixels, [p].</param>
    /// <param name="directions">Of unit length and orthogonal, [latent, p].</param>
    public void Set(Tensor mean, Tensor directions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        project.weight.copy_(directions);
        project.bias!.copy_(directions.matmul(mean).neg());
        draw.weight.copy_(directions.t());
        draw.bias!.copy_(mean);
    }

    // [n, C, H, W] → [n, latent]
    public override Tensor forward(Tensor input) => project.forward(input.to(ScalarType.Float32).flatten(1));

    public override Tensor Decode(Tensor latents, ScalarType precision) =>
        draw.forward(latents).clamp(0, 1).view(-1, _shape.Channels, _shape.Height, _shape.Width);

    public override Tensor Loss(TrainingBatch batch) => throw new InvalidOperationException("Principal components are not trained in steps.");

    public override void Describe(NetworkGraph graph, int images) => graph.End(graph.Linear(graph.Flatten(images), project.weight, project.bias!));
}

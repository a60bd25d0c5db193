using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Contrastive;

/// <summary>The encoder, and the head that is needed for training only.</summary>
internal sealed class ContrastiveModel : EncoderModel
{
    private readonly ResidualEncoder encoder;
    private readonly Linear hidden;
    private readonly Linear projection;
    private readonly ContrastiveOptions _options;
    private readonly IViews _views;

    public ContrastiveModel(ImageShape shape, ContrastiveOptions options)
        : base(nameof(ContrastiveModel))
    {
        _options = options;
        _views = options.HasCrops
            ? new CropAugmentation(new CropOptions { SmallestCrop = options.Crop, Flip = options.Flip, Jitter = options.Jitter })
            : new ViewAugmentation(new ViewAugmentationOptions { Strength = options.Augmentation, Flip = options.Flip });
        encoder = new ResidualEncoder(shape, options.Width);
        hidden = nn.Linear(4 * options.Width, 8 * options.Width);
        projection = nn.Linear(8 * options.Width, 64);
        RegisterComponents();
    }

    // The loss shapes directions, not lengths: latents of unit length compare better.
    public override Tensor forward(Tensor input) => nn.functional.normalize(Average(encoder.forward(input), _options.Grid), p: 2, dim: 1);

    public override Tensor Loss(TrainingBatch batch)
    {
        // The first half of the input is one view of the batch, the second half the other: [2B, C, H, W]
        var images = cat([batch.Images, batch.Images]);
        var parameters = _views.Draw(batch.Random, images.shape[0]).to(images.device);
        var z = batch.Through([images, parameters], Project);                                  // [2B, 64]
        return HardNegativeLoss.Of(z, _options.Temperature, _options.TauPlus, _options.Beta);
    }

    // [n, c, h, w] → [n, c·cells²] in float32
    private static Tensor Average(Tensor features, int cells) =>
        nn.functional.adaptive_avg_pool2d(features.to(ScalarType.Float32), [cells, cells]).flatten(1);

    private static Tensor Project(EncoderModel replica, Tensor[] part, ScalarType precision)
    {
        var model = (ContrastiveModel)replica;
        var latents = Average(model.encoder.forward(model._views.Apply(part[0], part[1]).to(precision)), cells: 1);
        return model.projection.forward(nn.functional.leaky_relu(model.hidden.forward(latents), ResidualBlock.Slope));
    }

    public override void Describe(NetworkGraph graph, int images) =>
        graph.End(graph.UnitLength(graph.Average(encoder.Describe(graph, images), _options.Grid)));
}

using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Encoders.Contrastive;
using EfficientMnist.Learning.Encoders.ResNet18;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Hcl;

/// <summary>ResNet-18 whose last map is averaged, and the projection that is needed for training only.</summary>
internal sealed class HclModel : EncoderModel
{
    private const int Hidden = 512;

    private readonly ConvolutionalEncoder encoder;
    private readonly Linear hidden;
    private readonly BatchNorm1d hiddenNorm;
    private readonly Linear projection;
    private readonly HclOptions _options;
    private readonly CropAugmentation _augmentation;

    public HclModel(ImageShape shape, HclOptions options)
        : base(nameof(HclModel))
    {
        _options = options;
        _augmentation = new CropAugmentation(new CropOptions { SmallestCrop = options.Crop, Flip = options.Flip, Jitter = options.Jitter });
        encoder = ResNet18Networks.Averaged(shape, options.Width, options.Norm);
        hidden = nn.Linear(LatentOf(options), Hidden, hasBias: false);
        hiddenNorm = nn.BatchNorm1d(Hidden);
        projection = nn.Linear(Hidden, options.Projection);
        RegisterComponents();
    }

    public static int LatentOf(HclOptions options) => ResNet18Networks.Outputs * options.Width;

    // [n, C, H, W] → [n, 8·width] of unit length
    public override Tensor forward(Tensor input) => nn.functional.normalize(Average(input), p: 2, dim: 1);

    public override Tensor Loss(TrainingBatch batch)
    {
        // The first half of the input is one view of the batch, the second half the other: [2B, C, H, W]
        var images = cat([batch.Images, batch.Images]);
        var parameters = _augmentation.Draw(batch.Random, images.shape[0]).to(images.device);
        var z = batch.Through([images, parameters], Project);                       // [2B, projection]
        var beta = _options.Estimator == HclOptions.Easy ? 0 : _options.Beta;
        return HardNegativeLoss.Of(z, _options.Temperature, _options.TauPlus, beta);
    }

    private static Tensor Project(EncoderModel replica, Tensor[] part, ScalarType precision)
    {
        var model = (HclModel)replica;
        var features = model.Average(CropAugmentation.Apply(part[0], part[1]).to(precision));
        return model.projection.forward(nn.functional.relu(model.hiddenNorm.forward(model.hidden.forward(features))));
    }

    // [n, C, H, W] → [n, 8·width] in float32
    private Tensor Average(Tensor images) => encoder.forward(images).to(ScalarType.Float32).mean([2, 3]);

    public override void Describe(NetworkGraph graph, int images) => graph.End(graph.UnitLength(graph.Average(encoder.Describe(graph, images), 1)));
}

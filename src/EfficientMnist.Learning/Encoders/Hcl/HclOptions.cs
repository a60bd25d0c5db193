using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Hcl;

/// <summary>Options of the encoder kind <c>hcl</c>.</summary>
public sealed record HclOptions
{
    internal const string Easy = "easy";

    private const string Hard = "hard";

    /// <summary>How it is trained. The paper has 400 epochs.</summary>
    public TrainingPlanOptions Training { get; init; } = new() { Epochs = 40, Batch = 256, LearningRate = 1e-3, WeightDecay = 1e-6 };

    public int Width { get; init; } = 32;

    public string Norm { get; init; } = Normalisation.Batch;

    public int Projection { get; init; } = 128;

    public double Temperature { get; init; } = 0.5;

    public double TauPlus { get; init; } = 0.1;

    public double Beta { get; init; } = 1;

    public string Estimator { get; init; } = Hard;

    public double Crop { get; init; } = 0.2;

    public double Flip { get; init; } = 0.5;

    public double Jitter { get; init; } = 0.4;

    internal static OptionTable<HclOptions> Table { get; } = new OptionTable<HclOptions>($"encoder {HclRecipe.Name}", new())
        .Part("", o => o.Training, TrainingPlanOptions.Table(leastBatch: 8))
        .Whole("width", o => o.Width, 4, 128, "Channels of the first stage; the latent is eight times as long. The paper has 64.")
        .Choice("norm", o => o.Norm, [Normalisation.Batch, Normalisation.Group], "The normalisation after each convolution.")
        .Whole("projection", o => o.Projection, 8, 1024, "Length of the vectors that are compared in training.")
        .Number("temperature", o => o.Temperature, 0.01, 10, "Divides the likenesses that the loss compares.")
        .Number("tau_plus", o => o.TauPlus, 0, 0.9, "τ⁺, the assumed chance that a random other image is of the same class.")
        .Number("beta", o => o.Beta, 0, 10, "β, how much more hard negatives weigh.")
        .Choice("estimator", o => o.Estimator, [Hard, Easy], "hard is debiased with hard negatives, easy debiased alone (arXiv 2007.00224), where β has no say.")
        .Number("crop", o => o.Crop, 0.05, 1, "Least share of the image's area that a view shows.")
        .Number("flip", o => o.Flip, 0, 1, "Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.")
        .Number("jitter", o => o.Jitter, 0, 1, "Largest change of brightness, contrast and saturation, as a share.");
}

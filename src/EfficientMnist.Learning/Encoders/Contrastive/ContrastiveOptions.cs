using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Contrastive;

/// <summary>Options of the encoder kind <c>contrastive</c>.</summary>
public sealed record ContrastiveOptions
{
    private const string ByColour = "auto";
    private const string Affine = "affine";
    private const string Crops = "crop";

    /// <summary>How it is trained. A short schedule gains more from many steps than from many negatives.</summary>
    public TrainingPlanOptions Training { get; init; } = new() { Epochs = 24, Batch = 256, LearningRate = 2e-3, WeightDecay = 0.01 };

    public int Width { get; init; } = 32;

    public int Grid { get; init; } = 2;

    public double Temperature { get; init; } = 0.3;

    public double TauPlus { get; init; } = 0.1;

    public double Beta { get; init; } = 0.5;

    public string Views { get; init; } = ByColour;

    public double Crop { get; init; } = 0.2;

    public double Jitter { get; init; } = 0.4;

    public double Augmentation { get; init; } = 1;

    public double Flip { get; init; } = 0.5;

    internal static OptionTable<ContrastiveOptions> Table { get; } = new OptionTable<ContrastiveOptions>($"encoder {ContrastiveRecipe.Name}", new())
        .Part("", o => o.Training, TrainingPlanOptions.Table(leastBatch: 8))
        .Whole("width", o => o.Width, 4, 256, "Channels after the stem; the latent is four times as long, times the cells of the grid.")
        .Whole("grid", o => o.Grid, 1, 4, "The last feature map is averaged over grid × grid cells: 1 drops all sense of place.")
        .Number("temperature", o => o.Temperature, 0.01, 10, "Divides the likenesses that the loss compares.")
        .Number("tau_plus", o => o.TauPlus, 0, 0.9, "τ⁺, the assumed chance that a random other image is of the same class.")
        .Number("beta", o => o.Beta, 0, 10, "β, how much more hard negatives weigh; 0 weighs all the same.")
        .Choice("views", o => o.Views, [ByColour, Affine, Crops], "affine turns, scales, shifts, darkens and blurs and cuts a square out; crop crops and changes colours; auto is affine for grey images and crop for coloured ones, whose colours would give away which views belong together.")
        .Number("crop", o => o.Crop, 0.05, 1, "Of crops: least share of the image's area that a view shows.")
        .Number("jitter", o => o.Jitter, 0, 1, "Of crops: largest change of brightness, contrast and saturation, as a share.")
        .Number("augmentation", o => o.Augmentation, 0, 2, "Multiplies the strength of affine views; 0 switches them off.")
        .Number("flip", o => o.Flip, 0, 1, "Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.");

    internal bool HasCrops => Views == Crops;

    /// <summary>The options for images of a shape, where <c>auto</c> has become what it stands for.</summary>
    internal ContrastiveOptions At(ImageShape shape) => Views == ByColour ? this with { Views = shape.Channels > 1 ? Crops : Affine } : this;
}

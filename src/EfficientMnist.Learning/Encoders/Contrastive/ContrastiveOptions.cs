using EfficientMnist.Datasets;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Contrastive;

/// <summary>Options of the encoder kind <c>contrastive</c>; the ranges stand where they are read.</summary>
public sealed record ContrastiveOptions
{
    internal const string ByColour = "auto", Affine = "affine", Crops = "crop";

    public int Epochs { get; init; } = 24;

    /// <summary>Images per step. A short schedule gains more from many steps than from many negatives.</summary>
    public int Batch { get; init; } = 256;

    public double LearningRate { get; init; } = 2e-3;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Channels after the stem; the latent is four times as long, times the cells of the grid.</summary>
    public int Width { get; init; } = 32;

    /// <summary>
    /// The last feature map is averaged over grid × grid cells: 1 drops all sense of place, 2 keeps some of it in a latent
    /// four times as long.
    /// </summary>
    public int Grid { get; init; } = 2;

    public double Temperature { get; init; } = 0.3;

    /// <summary>τ⁺, the assumed chance that a random other image is of the same class.</summary>
    public double TauPlus { get; init; } = 0.1;

    /// <summary>β, how much more hard negatives weigh; 0 weighs all the same.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>
    /// <c>affine</c>: turned, scaled, shifted, darkened, blurred, a square cut out; <c>crop</c>: crops with changed colours;
    /// <c>auto</c>: affine for grey images, crops for coloured ones, whose colours would otherwise give away which views belong
    /// together.
    /// </summary>
    public string Views { get; init; } = ByColour;

    /// <summary>Of crops: least share of the image's area that a view shows.</summary>
    public double Crop { get; init; } = 0.2;

    /// <summary>Of crops: largest change of brightness, contrast and saturation, as a share.</summary>
    public double Jitter { get; init; } = 0.4;

    /// <summary>Multiplies the strength of affine views; 0 switches them off.</summary>
    public double Augmentation { get; init; } = 1;

    /// <summary>Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.</summary>
    public double Flip { get; init; } = 0.5;

    internal bool CropsAt(ImageShape shape) => Views == Crops || (Views == ByColour && shape.Channels > 1);

    internal static ContrastiveOptions Read(OptionReader reader, ImageShape shape)
    {
        var standard = ReadViews(reader, isColoured: shape.Channels > 1);
        return standard with
        {
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Batch = reader.Integer("batch", standard.Batch, 8, 8192),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Width = reader.Integer("width", standard.Width, 4, 256),
            Grid = reader.Integer("grid", standard.Grid, 1, 4),
            Temperature = reader.Number("temperature", standard.Temperature, 0.01, 10),
            TauPlus = reader.Number("tau_plus", standard.TauPlus, 0, 0.9),
            Beta = reader.Number("beta", standard.Beta, 0, 10),
            Augmentation = reader.Number("augmentation", standard.Augmentation, 0, 2),
            Flip = reader.Number("flip", standard.Flip, 0, 1),
        };
    }

    // Encoders of grey images keep the identity they had before there was a choice of views.
    private static ContrastiveOptions ReadViews(OptionReader reader, bool isColoured)
    {
        var standard = new ContrastiveOptions { Views = isColoured ? Crops : ByColour };
        using var unsaid = isColoured ? null : reader.Common();
        return standard with
        {
            Views = reader.Choice("views", standard.Views, ByColour, Affine, Crops),
            Crop = reader.Number("crop", standard.Crop, 0.05, 1),
            Jitter = reader.Number("jitter", standard.Jitter, 0, 1),
        };
    }
}

using EfficientMnist.Learning.Encoders.Layers;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Hcl;

/// <summary>Options of the encoder kind <c>hcl</c>; the ranges stand where they are read.</summary>
public sealed record HclOptions
{
    internal const string Hard = "hard", Easy = "easy";

    /// <summary>The paper has 400.</summary>
    public int Epochs { get; init; } = 40;

    public int Batch { get; init; } = 256;

    public double LearningRate { get; init; } = 1e-3;

    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Channels of the first stage; the latent is eight times as long. The paper has 64.</summary>
    public int Width { get; init; } = 32;

    /// <summary><c>batch</c> or <c>group</c>.</summary>
    public string Norm { get; init; } = Normalisation.Batch;

    /// <summary>Length of the vectors that are compared in training.</summary>
    public int Projection { get; init; } = 128;

    public double Temperature { get; init; } = 0.5;

    /// <summary>τ⁺, the assumed chance that a random other image is of the same class.</summary>
    public double TauPlus { get; init; } = 0.1;

    /// <summary>β, how much more hard negatives weigh.</summary>
    public double Beta { get; init; } = 1;

    /// <summary><c>hard</c> (debiased, hard negatives) or <c>easy</c> (debiased alone, arXiv 2007.00224: β has no say).</summary>
    public string Estimator { get; init; } = Hard;

    /// <summary>Least share of the image's area that a view shows.</summary>
    public double Crop { get; init; } = 0.2;

    /// <summary>Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Largest change of brightness, contrast and saturation, as a share.</summary>
    public double Jitter { get; init; } = 0.4;

    internal static HclOptions Read(OptionReader reader)
    {
        var standard = new HclOptions();
        return new HclOptions
        {
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Batch = reader.Integer("batch", standard.Batch, 8, 8192),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Width = reader.Integer("width", standard.Width, 4, 128),
            Norm = reader.Choice("norm", standard.Norm, Normalisation.Batch, Normalisation.Group),
            Projection = reader.Integer("projection", standard.Projection, 8, 1024),
            Temperature = reader.Number("temperature", standard.Temperature, 0.01, 10),
            TauPlus = reader.Number("tau_plus", standard.TauPlus, 0, 0.9),
            Beta = reader.Number("beta", standard.Beta, 0, 10),
            Estimator = reader.Choice("estimator", standard.Estimator, Hard, Easy),
            Crop = reader.Number("crop", standard.Crop, 0.05, 1),
            Flip = reader.Number("flip", standard.Flip, 0, 1),
            Jitter = reader.Number("jitter", standard.Jitter, 0, 1),
        };
    }
}

using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Everything that defines a run. Two runs of equal options buy the same labels.</summary>
internal sealed record RunOptions
{
    public const int MaxLabels = 1_000_000;

    /// <summary>The defaults that everything else deviates from.</summary>
    public string Preset { get; init; } = Experiments.Preset.Standard;

    public string Dataset { get; init; } = "fashion-mnist";

    /// <summary>How many labels may be bought, those of the cold start and of validation included.</summary>
    public int Labels { get; init; } = 1_000;

    /// <summary>Seed of everything the run draws; the encoder has its own.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether an image and its mirror image mean the same: <c>on</c>, <c>off</c> or, by the data set, <c>auto</c>.</summary>
    public string Mirror { get; init; } = DatasetDefaults.MirrorByDataset;

    public OracleChoice Oracle { get; init; } = new();

    public string Strategy { get; init; } = "margin";

    public EncoderChoice Encoder { get; init; } = new();

    /// <summary>What the classifier sees of an image, one of <see cref="ViewChoice"/>.</summary>
    public string Views { get; init; } = ViewChoice.Standard;

    public ClassifierChoice Classifier { get; init; } = new();

    public ColdStartOptions ColdStart { get; init; } = new();

    public RoundOptions Round { get; init; } = new();

    public ValidationOptions Validation { get; init; } = new();

    public StopOptions Stop { get; init; } = new();

    public PropagationChoice Propagation { get; init; } = new();

    public StudentChoice Student { get; init; } = new();

    public CurveOptions Curve { get; init; } = new();
}

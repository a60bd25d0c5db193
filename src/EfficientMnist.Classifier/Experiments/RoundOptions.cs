namespace EfficientMnist.Classifier.Experiments;

/// <summary>The rounds after the cold start.</summary>
internal sealed record RoundOptions
{
    public const int MaxSize = 10_000;
    public const int MaxPoolFactor = 100_000;

    /// <summary>Labels bought per round; null: a tenth of all labels, 10 to 100.</summary>
    public int? Size { get; init; }

    /// <summary>A batch of q is chosen among a random PoolFactor · q of the unlabelled pool.</summary>
    public int PoolFactor { get; init; } = 20;
}

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The rounds after the cold start.</summary>
internal sealed record RoundOptions
{
    public const int MaxSize = 10_000;
    public const int MaxPoolFactor = 100_000;

    public const double LeastGrowth = 0.1;
    public const double MostGrowth = 10;

    /// <summary>Labels bought in the first round; null: a tenth of all labels, 10 to 100.</summary>
    public int? Size { get; init; }

    /// <summary>Each round buys so many times the labels of the one before: 1 keeps the size, 1.5 grows, 0.8 shrinks, to a tenth of the first round at least.</summary>
    public double Growth { get; init; } = 1;

    /// <summary>A batch of q is chosen among a random PoolFactor · q of the unlabelled pool.</summary>
    public int PoolFactor { get; init; } = 20;
}

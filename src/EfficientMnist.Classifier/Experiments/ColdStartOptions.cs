namespace EfficientMnist.Classifier.Experiments;

/// <summary>The first batch, bought before anything is known.</summary>
internal sealed record ColdStartOptions
{
    public const int MaxSize = 10_000;

    /// <summary>The strategy that chooses it; a run of the random strategy is random from its first label on.</summary>
    public string Kind { get; init; } = "typi_clust";

    /// <summary>Labels of the first batch; null: a tenth of all labels, 20 to 100.</summary>
    public int? Size { get; init; }
}

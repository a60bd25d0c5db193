namespace EfficientMnist.Classifier.Experiments;

/// <summary>The first batch, bought before anything is known.</summary>
internal sealed record ColdStartOptions
{
    public const int MaxSize = 10_000;

    /// <summary>Labels of the first batch; null: a tenth of all labels, 10 to 100.</summary>
    public int? Size { get; init; }
}

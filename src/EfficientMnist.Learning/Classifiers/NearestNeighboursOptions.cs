using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="NearestNeighbours"/>.</summary>
public sealed record NearestNeighboursOptions
{
    internal const string Cosine = "cosine";
    internal const string Distance = "distance";

    public int K { get; init; } = 10;

    public string Metric { get; init; } = Cosine;

    public string Weights { get; init; } = Distance;

    public static OptionTable<NearestNeighboursOptions> Table { get; } = new OptionTable<NearestNeighboursOptions>($"classifier {NearestNeighbours.Name}", new())
        .Whole("k", o => o.K, 1, 1_000, "Labelled images that vote; all where there are fewer.")
        .Choice("metric", o => o.Metric, [Cosine, "euclidean"], "The distance; cosine is 1 − the cosine of the angle.")
        .Choice("weights", o => o.Weights, [Distance, "uniform"], "A vote weighs 1 / distance, or all weigh the same.");
}

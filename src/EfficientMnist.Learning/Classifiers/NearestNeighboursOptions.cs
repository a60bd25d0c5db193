using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="NearestNeighbours"/>; the ranges stand where they are read.</summary>
public sealed record NearestNeighboursOptions
{
    internal const string Cosine = "cosine";
    internal const string Distance = "distance";

    /// <summary>Labelled images that vote; all where there are fewer.</summary>
    public int K { get; init; } = 10;

    /// <summary><c>cosine</c> (1 − the cosine of the angle) or <c>euclidean</c>.</summary>
    public string Metric { get; init; } = Cosine;

    /// <summary>A vote weighs 1 / distance (<c>distance</c>), or all weigh the same (<c>uniform</c>).</summary>
    public string Weights { get; init; } = Distance;

    internal static NearestNeighboursOptions Read(OptionReader reader)
    {
        var standard = new NearestNeighboursOptions();
        return new NearestNeighboursOptions
        {
            K = reader.Integer("k", standard.K, 1, 1_000),
            Metric = reader.Choice("metric", standard.Metric, Cosine, "euclidean"),
            Weights = reader.Choice("weights", standard.Weights, Distance, "uniform"),
        };
    }
}

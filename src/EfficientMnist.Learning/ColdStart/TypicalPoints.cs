using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ColdStart;

/// <summary>
/// The first batch, bought before there is a model: as many clusters as labels, and the most typical image of each
/// (TypiClust, Hacohen et al., 2022, arXiv 2202.02794). Typical = small mean distance to its nearest neighbours.
/// </summary>
public static class TypicalPoints
{
    /// <summary>Name under which the bought labels are recorded.</summary>
    public const string Name = "typi_clust";

    /// <param name="latents">One row per image of the pool.</param>
    /// <param name="count">Images to choose; all if the pool has no more.</param>
    /// <param name="random">Start of the clustering and the subset searched.</param>
    /// <returns>Different images, best first; the score is the typicality.</returns>
    public static IReadOnlyList<Pick> Select(FeatureMatrix latents, int count, Random random) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");
}

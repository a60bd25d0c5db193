using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.ColdStart;

/// <summary>
/// The first batch, bought before there is a model: as many clusters as labels, and the most typical image of each
/// (TypiClust, Hacohen et al., 2022, arXiv 2202.02794). Typicality is the inverse of the mean distance to the nearest
/// neighbours within the cluster, in latents of unit length.
/// </summary>
public static class TypicalPoints
{
    /// <summary>Name under which the bought labels are recorded.</summary>
    public const string Name = "typi_clust";

    private const int Neighbours = 20;
    private const int LargestPool = 20_000;
    private const int LargestCluster = 2_000;

    /// <param name="latents">One row per image of the pool; of a pool above 20,000 images a random part is searched.</param>
    /// <param name="count">Images to choose; all if the pool has no more.</param>
    /// <param name="random">Start of the clustering and the part searched.</param>
    /// <returns>Different images, those of the largest clusters first; the score is the typicality.</returns>
    public static IReadOnlyList<Pick> Select(FeatureMatrix latents, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(latents);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, latents.Rows);
        if (count == 0)
            return [];
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ids = Part(Enumerable.Range(0, latents.Rows).ToArray(), Math.Max(LargestPool, count), random);
        var points = nn.functional.normalize(latents.Select(ids).ToTensor(), p: 2, dim: 1);        // [n, d]
        var clusters = KMeans.Cluster(points, count, random)
            .Select((cluster, position) => (cluster, position))
            .GroupBy(p => p.cluster, p => p.position)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
            .Select(g => Ranked(points, Part([.. g], LargestCluster, random)))
            .ToArray();
        // One of each cluster; should clusters have come out empty, more of the largest ones.
        var picks = new List<Pick>(count);
        for (var rank = 0; picks.Count < count; rank++)
        {
            picks.AddRange(clusters.Where(c => rank < c.Length).Select(c => new Pick(ids[c[rank].Index], c[rank].Score)).Take(count - picks.Count));
        }
        return picks;
    }

    // Members of a cluster from the most typical to the least.
    private static Pick[] Ranked(Tensor points, int[] members)
    {
        if (members.Length == 1)
            return [new Pick(members[0], 0)];
        using var scope = NewDisposeScope();
        var own = points.index_select(0, tensor(Array.ConvertAll(members, m => (long)m)));
        var distances = MatrixTensors.SquaredDistances(own, own).sqrt();
        // The nearest of all is the point itself, at distance 0.
        var nearest = distances.topk(Math.Min(Neighbours + 1, members.Length), 1, largest: false).values;
        var mean = nearest.sum(1) / (nearest.shape[1] - 1);
        var typicality = mean.clamp_min(1e-6f).pow(-1).data<float>().ToArray();
        return [.. members.Select((m, i) => new Pick(m, typicality[i])).OrderByDescending(p => p.Score).ThenBy(p => p.Index)];
    }

    // A random part in ascending order.
    private static int[] Part(int[] ids, int most, Random random)
    {
        if (ids.Length <= most)
            return ids;
        random.Shuffle(ids);
        var part = ids[..most];
        Array.Sort(part);
        return part;
    }
}

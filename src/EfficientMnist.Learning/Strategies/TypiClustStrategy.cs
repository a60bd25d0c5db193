using System.Globalization;
using EfficientMnist.Learning.Clustering;
using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// Typical images of what has no label yet (TypiClust, Hacohen et al., 2022, arXiv 2202.02794): as many clusters as there
/// are labels and images to pick, and the most typical image of each cluster, those with the fewest labels and the most
/// images first. Looks at 20,000 images at most, and of a cluster at its first 2,000; the others have no utility. Score: the typicality, the inverse of the mean distance to the nearest
/// neighbours within the cluster, in latents of unit length.
/// </summary>
public sealed class TypiClustStrategy : IQueryStrategy
{
    private const int Neighbours = 20;
    private const int LargestPart = 20_000;
    private const int LargestCluster = 2_000;
    // As in the paper: more clusters are slow and tell little; fewer images than this are outliers.
    private const int MostClusters = 500;
    private const int LeastCluster = 6;

    public string Name => "typi_clust";

    public bool NeedsModel => false;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var unlabelled = context.Draw(count == 0 ? 0 : Math.Max(LargestPart, count));
        count = Math.Min(count, unlabelled.Count);
        if (count == 0)
            return Selection.Nothing(withUtilities);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var points = context.UnitLatents([.. unlabelled, .. context.Labelled]);   // [n, d]
        var (assigned, _) = KMeans.Cluster(points, (int)Math.Min(Math.Min(MostClusters, points.shape[0]), context.Labelled.Count + count), context.Random);
        var clusters = Enumerable.Range(0, assigned.Length)
            .GroupBy(row => assigned[row])
            .Select(rows => (rows.Key, Size: rows.Count(), Free: rows.TakeWhile(row => row < unlabelled.Count).ToArray()))
            .OrderBy(c => c.Size < LeastCluster).ThenBy(c => c.Size - c.Free.Length).ThenByDescending(c => c.Size).ThenBy(c => c.Key)
            .Select(c => new Lazy<Pick[]>(() => Ranked(points, c.Free.Length <= LargestCluster ? c.Free : c.Free[..LargestCluster])))
            .ToArray();

        // One of each cluster, then again.
        var picks = new List<Pick>(count);
        for (var rank = 0; picks.Count < count; rank++)
        {
            foreach (var cluster in clusters)
            {
                if (rank < cluster.Value.Length && picks.Count < count)
                    picks.Add(InPool(cluster.Value[rank]));
            }
        }
        Pick[]? utilities = withUtilities ? [.. clusters.SelectMany(c => c.Value).Select(InPool).OrderBy(pick => pick.Index)] : null;
        return new Selection(picks, utilities);

        Pick InPool(Pick pick) => pick with { Index = unlabelled[pick.Index] };
    }

    public string Explain(double score) => score > 0
        ? string.Create(CultureInfo.InvariantCulture, $"typical: the images nearest to it in its cluster are {1 / score:F3} away")
        : "alone in its cluster";

    // Members of a cluster from the most typical to the least.
    private static Pick[] Ranked(Tensor points, int[] members)
    {
        if (members.Length < 2)
            return [.. members.Select(m => new Pick(m, 0))];
        using var scope = NewDisposeScope();
        var own = points.index_select(0, tensor(Array.ConvertAll(members, m => (long)m)));
        var distances = MatrixTensors.SquaredDistances(own, own).sqrt();
        // The nearest of all is the point itself, at distance 0.
        var nearest = distances.topk(Math.Min(Neighbours + 1, members.Length), 1, largest: false).values;
        var mean = nearest.sum(1) / (nearest.shape[1] - 1);
        var typicality = mean.clamp_min(1e-6f).pow(-1).data<float>().ToArray();
        return [.. members.Select((m, i) => new Pick(m, typicality[i])).OrderByDescending(p => p.Score).ThenBy(p => p.Index)];
    }
}

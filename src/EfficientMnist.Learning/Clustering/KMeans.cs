using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Clustering;

/// <summary>Lloyd's k-means from a k-means++ start (Arthur and Vassilvitskii, 2007).</summary>
internal static class KMeans
{
    private const int Iterations = 30;
    private const int RowsAtOnce = 4_096;

    /// <summary>
    /// The cluster, 0 to <paramref name="clusters"/> − 1, of each row of <paramref name="points"/> [n, d], and the
    /// centres [clusters, d], which the caller owns. A point counts by its weight, each for 1 where there are none.
    /// </summary>
    public static (long[] Assigned, Tensor Centres) Cluster(Tensor points, int clusters, Random random, float[]? weights = null)
    {
        using var scope = NewDisposeScope();
        var weight = weights is null ? ones(points.shape[0]) : TorchMemory.Of(weights, weights.Length);  // [n]
        var weighted = weights is null ? points : points * weight.unsqueeze(1);  // [n, d]
        var centres = Start(points, clusters, random, weights);                  // [k, d]
        var assigned = Assign(points, centres);
        for (var i = 0; i < Iterations; i++)
        {
            using var round = NewDisposeScope();
            var sums = zeros_like(centres).index_add_(0, assigned, weighted, 1);
            var totals = zeros(clusters).index_add_(0, assigned, weight, 1).unsqueeze(1);
            // An empty cluster keeps its centre.
            centres.copy_(where(totals.gt(0), sums / totals.clamp_min(1e-12f), centres));
            var next = Assign(points, centres);
            if (next.eq(assigned).all().item<bool>())
                break;
            assigned.copy_(next);
        }
        return (assigned.data<long>().ToArray(), centres.MoveToOuterDisposeScope());
    }

    private static Tensor Assign(Tensor points, Tensor centres)
    {
        using var scope = NewDisposeScope();
        // ‖x − c‖² without ‖x‖², which is the same for every centre.
        var norms = (centres * centres).sum(1).unsqueeze(0);                     // [1, k]
        var parts = new List<Tensor>();
        for (long start = 0; start < points.shape[0]; start += RowsAtOnce)
        {
            var part = points.narrow(0, start, Math.Min(RowsAtOnce, points.shape[0] - start));
            parts.Add(norms.addmm(part, centres.t(), 1, -2).argmin(1));
        }
        return cat(parts).MoveToOuterDisposeScope();
    }

    // Each further centre is a point drawn with a chance proportional to its squared distance from the nearest centre so far.
    private static Tensor Start(Tensor points, int clusters, Random random, float[]? weights)
    {
        using var scope = NewDisposeScope();
        var norms = (points * points).sum(1);
        var nearest = full_like(norms, float.PositiveInfinity);
        var chosen = new long[clusters];
        chosen[0] = random.NextInt64(points.shape[0]);
        for (var k = 1; k < clusters; k++)
        {
            using var step = NewDisposeScope();
            var centre = points.select(0, chosen[k - 1]);
            var distances = points.mv(centre).mul_(-2).add_(norms).add_(centre.dot(centre)).clamp_min_(0);
            nearest.copy_(nearest.minimum(distances));
            var chances = nearest.data<float>().ToArray();
            for (var i = 0; weights is not null && i < chances.Length; i++)
                chances[i] *= weights[i];
            chosen[k] = random.NextIndex(chances);
        }
        return points.index_select(0, tensor(chosen)).MoveToOuterDisposeScope();
    }
}

using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.ColdStart;

/// <summary>Lloyd's k-means from a k-means++ start (Arthur and Vassilvitskii, 2007).</summary>
internal static class KMeans
{
    private const int Iterations = 30;

    /// <summary>The cluster, 0 to <paramref name="clusters"/> − 1, of each row of <paramref name="points"/> [n, d].</summary>
    public static long[] Cluster(Tensor points, int clusters, Random random)
    {
        using var scope = NewDisposeScope();
        var centres = Start(points, clusters, random);                          // [k, d]
        var assigned = Assign(points, centres);
        for (var i = 0; i < Iterations; i++)
        {
            using var round = NewDisposeScope();
            var sums = zeros_like(centres).index_add_(0, assigned, points, 1);
            var counts = zeros(clusters).index_add_(0, assigned, ones(points.shape[0]), 1).unsqueeze(1);
            // An empty cluster keeps its centre.
            centres.copy_(where(counts.gt(0), sums / counts.clamp_min(1), centres));
            var next = Assign(points, centres);
            if (next.equal(assigned))
                break;
            assigned.copy_(next);
        }
        return assigned.data<long>().ToArray();
    }

    private static Tensor Assign(Tensor points, Tensor centres) => MatrixTensors.SquaredDistances(points, centres).argmin(1);

    // Each further centre is a point drawn with a chance proportional to its squared distance from the nearest centre so far.
    private static Tensor Start(Tensor points, int clusters, Random random)
    {
        var chosen = new long[clusters];
        chosen[0] = random.NextInt64(points.shape[0]);
        var nearest = Enumerable.Repeat(float.PositiveInfinity, (int)points.shape[0]).ToArray();
        for (var k = 1; k < clusters; k++)
        {
            using var scope = NewDisposeScope();
            var distances = MatrixTensors.SquaredDistances(points, points.narrow(0, chosen[k - 1], 1)).data<float>().ToArray();
            var total = 0.0;
            for (var i = 0; i < nearest.Length; i++)
                total += nearest[i] = Math.Min(nearest[i], distances[i]);
            chosen[k] = Draw(nearest, total * random.NextDouble());
        }
        return points.index_select(0, tensor(chosen));
    }

    private static long Draw(float[] weights, double target)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            target -= weights[i];
            if (target < 0)
                return i;
        }
        // Only when all points coincide with centres.
        return weights.Length - 1;
    }
}

using System.Globalization;
using EfficientMnist.Learning.Clustering;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images nearest to the centres of a k-means clustering of a random subset of the pool into as many clusters as
/// images to pick. An image counts by how unsure the model is of it, 1 − (p₁ − p₂), so that centres go where it is unsure
/// (Zhdanov, 2019, arXiv 1901.05954); before there is a model all count the same. Score: what the images of the cluster
/// count together, the heaviest cluster first.
/// </summary>
public sealed class KMeansStrategy : IQueryStrategy
{
    private const int LargestPart = 20_000;
    // A cluster of images that the model is sure of still has a centre.
    private const float LeastWeight = 1e-6f;

    public string Name => "kmeans";

    public bool NeedsModel => false;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Draw((int)Math.Min((long)context.PoolFactor * count, Math.Max(LargestPart, count)));
        count = Math.Min(count, candidates.Count);
        if (count == 0)
            return Selection.Nothing(withUtilities);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var points = context.UnitLatents(candidates);                            // [n, d]
        var weights = Weights(context, candidates);
        var (assigned, centres) = KMeans.Cluster(points, count, context.Random, weights);
        var distances = (points - centres.index_select(0, tensor(assigned))).square().sum(1).data<float>().ToArray();
        var clusters = Enumerable.Range(0, candidates.Count)
            .GroupBy(row => assigned[row])
            .Select(rows => (Weight: rows.Sum(row => (double)weights[row]), Rows: rows.OrderBy(row => distances[row]).ThenBy(row => row).ToArray()))
            .OrderByDescending(cluster => cluster.Weight).ThenBy(cluster => cluster.Rows[0])
            .ToArray();

        // One of each cluster; should clusters have come out empty, more of the heaviest ones.
        var picks = new List<Pick>(count);
        for (var rank = 0; picks.Count < count; rank++)
            picks.AddRange(clusters.Where(c => rank < c.Rows.Length).Select(c => new Pick(candidates[c.Rows[rank]], c.Weight)).Take(count - picks.Count));
        return new Selection(picks, withUtilities ? Utilities(candidates, clusters) : null);
    }

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"the middle of a cluster that weighs {score:F2}");

    private static Pick[] Utilities(IReadOnlyList<int> candidates, IEnumerable<(double Weight, int[] Rows)> clusters) =>
        [.. clusters.SelectMany(cluster => cluster.Rows.Select(row => new Pick(candidates[row], cluster.Weight))).OrderBy(pick => pick.Index)];

    private static float[] Weights(QueryContext context, IReadOnlyList<int> candidates)
    {
        if (context.Probabilities is null)
            return [.. Enumerable.Repeat(1f, candidates.Count)];
        var probabilities = context.Believe(candidates);
        return [.. Enumerable.Range(0, candidates.Count).Select(row => Math.Max(LeastWeight, (float)(1 - Uncertainty.Margin(probabilities.Row(row)))))];
    }
}

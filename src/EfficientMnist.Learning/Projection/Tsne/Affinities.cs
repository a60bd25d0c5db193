namespace EfficientMnist.Learning.Projection.Tsne;

/// <summary>
/// How alike two images are: p(j|i) ∝ exp(−β·d²) with β such that the perplexity is the one asked for, made symmetric
/// and summing to 1.
/// </summary>
internal static class Affinities
{
    private const int Halvings = 100;
    private const double Tolerance = 1e-5;

    public static SparseRows Of(NeighbourGraph graph, double perplexity)
    {
        var conditional = new float[graph.Ids.Length];
        Parallel.For(0, graph.Rows, row =>
            Weigh(graph.SquaredDistances.AsSpan(row * graph.Count, graph.Count), conditional.AsSpan(row * graph.Count, graph.Count), Math.Log(perplexity)));
        var scale = 1f / (2f * graph.Rows);
        return SparseRows.Symmetric(graph, conditional, (a, b) => (a + b) * scale);
    }

    private static void Weigh(ReadOnlySpan<float> distances, Span<float> weights, double targetEntropy)
    {
        var (low, high) = (0.0, double.PositiveInfinity);
        // In units of the nearest, so that no exponential vanishes for all of them.
        var nearest = distances[0];
        var beta = 1 / Math.Max(1e-12, distances[^1] - nearest);
        for (var i = 0; i < Halvings; i++)
        {
            var (sum, weighted) = (0.0, 0.0);
            foreach (var d in distances)
            {
                var p = Math.Exp(-beta * (d - nearest));
                sum += p;
                weighted += p * (d - nearest);
            }
            var entropy = Math.Log(sum) + beta * weighted / sum;
            if (Math.Abs(entropy - targetEntropy) < Tolerance)
                break;
            (low, high) = entropy > targetEntropy ? (beta, high) : (low, beta);
            beta = double.IsInfinity(high) ? 2 * beta : (low + high) / 2;
        }
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)Math.Exp(-beta * (distances[i] - nearest));
            total += weights[i];
        }
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] / total);
    }
}

namespace EfficientMnist.Learning.Projection.Umap;

/// <summary>
/// How surely two images are neighbours: exp(−(d − ρ)/σ) seen from each, with ρ the distance to the nearest and σ such
/// that the sum over the neighbours is log₂(k), joined as a + b − a·b.
/// </summary>
internal static class FuzzyGraph
{
    private const int Halvings = 64;
    private const double Tolerance = 1e-5;
    private const double LeastScale = 1e-3;

    public static SparseRows Of(NeighbourGraph graph)
    {
        var distances = Array.ConvertAll(graph.SquaredDistances, MathF.Sqrt);
        var mean = distances.Average(d => (double)d);
        var weights = new float[distances.Length];
        Parallel.For(0, graph.Rows, row =>
            Weigh(distances.AsSpan(row * graph.Count, graph.Count), weights.AsSpan(row * graph.Count, graph.Count), mean));
        return SparseRows.Symmetric(graph, weights, (a, b) => a + b - a * b);
    }

    private static void Weigh(ReadOnlySpan<float> distances, Span<float> weights, double meanOfAll)
    {
        var (nearest, mean) = (0f, 0.0);
        foreach (var d in distances)
        {
            nearest = nearest == 0 ? d : nearest;
            mean += d / (double)distances.Length;
        }
        // The image itself counts as one of its neighbourhood.
        var target = Math.Log2(distances.Length + 1);
        var (low, high, sigma) = (0.0, double.PositiveInfinity, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var sum = 0.0;
            foreach (var d in distances)
                sum += Strength(d, nearest, sigma);
            if (Math.Abs(sum - target) < Tolerance)
                break;
            (low, high) = sum > target ? (low, sigma) : (sigma, high);
            sigma = double.IsInfinity(high) ? 2 * sigma : (low + high) / 2;
        }
        sigma = Math.Max(sigma, LeastScale * (nearest > 0 ? mean : meanOfAll));
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)Strength(distances[i], nearest, sigma);
    }

    private static double Strength(float distance, float nearest, double sigma) =>
        distance <= nearest || sigma == 0 ? 1 : Math.Exp((nearest - distance) / sigma);
}

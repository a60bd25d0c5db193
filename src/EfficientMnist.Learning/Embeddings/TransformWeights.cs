namespace EfficientMnist.Learning.Embeddings;

/// <summary>
/// How much each of an image's k neighbours in the pool has to say of its place: exp(−d/σ) with σ such that the sum over all
/// but the nearest is log₂(k), made to sum to 1 (umap-learn's transform, before it moves the points). An image at the very
/// place of a neighbour is that neighbour.
/// </summary>
internal static class TransformWeights
{
    private const int Halvings = 64;
    private const double Tolerance = 1e-5;
    private const double LeastScale = 1e-3;

    // What rounding leaves of the distance of an image to itself.
    private const double SamePlace = 1e-4;

    /// <param name="distances">Row-major [n, k], the nearest first.</param>
    /// <param name="neighbours">k.</param>
    /// <returns>In the same order; each row sums to 1.</returns>
    public static float[] Of(float[] distances, int neighbours)
    {
        var weights = new float[distances.Length];
        for (var row = 0; row < distances.Length; row += neighbours)
            Weigh(distances.AsSpan(row, neighbours), weights.AsSpan(row, neighbours));
        return weights;
    }

    private static void Weigh(ReadOnlySpan<float> distances, Span<float> weights)
    {
        var mean = 0.0;
        foreach (var distance in distances)
            mean += distance / (double)distances.Length;
        if (distances[0] <= SamePlace * mean)
        {
            weights[0] = 1;
            return;
        }
        var (sigma, sum) = (Math.Max(Scale(distances), LeastScale * mean), 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            // Less the nearest's, which changes no share: otherwise all of an image far away might be 0.
            weights[i] = (float)Math.Exp((distances[0] - distances[i]) / sigma);
            sum += weights[i];
        }
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] / sum);
    }

    private static double Scale(ReadOnlySpan<float> distances)
    {
        var target = Math.Log2(distances.Length);
        var (low, high, sigma) = (0.0, double.PositiveInfinity, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var sum = 0.0;
            foreach (var distance in distances[1..])
                sum += Math.Exp(-distance / sigma);
            if (Math.Abs(sum - target) < Tolerance)
                break;
            (low, high) = sum > target ? (low, sigma) : (sigma, high);
            sigma = double.IsInfinity(high) ? 2 * sigma : (low + high) / 2;
        }
        return sigma;
    }
}

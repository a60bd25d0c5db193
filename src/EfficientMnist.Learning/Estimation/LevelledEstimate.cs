namespace EfficientMnist.Learning.Estimation;

/// <summary>
/// Accuracy from images that were drawn with known, unequal probabilities: the levelled unbiased risk estimator
/// (LURE; Farquhar et al., 2021, arXiv 2101.11665; for testing Kossen et al., 2021, arXiv 2103.05331).
/// </summary>
/// <remarks>
/// M images of N were drawn one after the other, the m-th with probability q_m among those left. Its loss L_m weighs
/// v_m = 1 + (N − M)/(N − m) · (1/((N − m + 1)·q_m) − 1), and the mean of v_m·L_m is unbiased for the mean loss of all N.
/// Holds only for images drawn with probabilities above 0: a batch of the top scores has none, so labels bought by a
/// query strategy cannot be reweighted.
/// </remarks>
public static class LevelledEstimate
{
    public const string Kind = "lure";

    /// <param name="images">The validation images in the order of drawing, at least one.</param>
    /// <param name="pool">N: how many images there were to draw from, themselves a random part of what the accuracy is asked for.</param>
    /// <param name="uniformPart">Of the probabilities, see <see cref="ValidationDraw"/>.</param>
    /// <param name="confidence">Of the interval.</param>
    public static AccuracyEstimate Of(IReadOnlyList<ValidatedImage> images, int pool, double uniformPart, double confidence)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0 || images.Count > pool)
            throw new ArgumentException($"{images.Count} validation images drawn from {pool} do not make an estimate.", nameof(images));
        var (risk, variance) = Risk(images, pool);
        // Weights can carry the mean beyond the losses there are.
        var clipped = Math.Clamp(risk, 0, 1);
        // The images drawn from are themselves a sample.
        variance += clipped * (1 - clipped) / pool;
        var (low, high) = WilsonInterval.Of(1 - clipped, EqualDraws(images.Count, clipped, variance, uniformPart), confidence);
        return new AccuracyEstimate { Kind = Kind, Accuracy = 1 - clipped, Low = low, High = high, Labels = images.Count, Confidence = confidence };
    }

    /// <summary>The weights v, in the order of drawing.</summary>
    internal static double[] Weights(IReadOnlyList<ValidatedImage> images, int pool)
    {
        var (n, drawn) = ((double)pool, images.Count);
        // The last of all N images is drawn with certainty and weighs 1.
        return [.. images.Select((image, i) => i + 1 == pool ? 1 : 1 + (n - drawn) / (n - i - 1) * (1 / ((n - i) * image.Probability) - 1))];
    }

    /// <summary>
    /// LURE is (1/M)·Σ c_m·a_m with a_m = L_m/(N·q_m) + (1/N)·Σ_{t&lt;m} L_t, each unbiased given those before, and
    /// c_m = N·(N − M)/((N − m)·(N − m + 1)): the differences from the mean are uncorrelated, which gives the variance.
    /// </summary>
    private static (double Risk, double Variance) Risk(IReadOnlyList<ValidatedImage> images, int pool)
    {
        var (n, drawn) = ((double)pool, images.Count);
        var weights = Weights(images, pool);
        var risk = images.Select((image, i) => image.Right ? 0 : weights[i]).Sum() / drawn;
        if (drawn < 2 || drawn == pool)
            return (risk, 0);
        var (squares, losses) = (0.0, 0);
        for (var i = 0; i < drawn; i++)
        {
            var loss = images[i].Right ? 0 : 1;
            var term = loss / (n * images[i].Probability) + losses / n;
            var share = n * (n - drawn) / ((n - i - 1) * (n - i));
            squares += share * share * (term - risk) * (term - risk);
            losses += loss;
        }
        return (risk, squares / drawn / (drawn - 1));
    }

    /// <summary>How many uniform draws would have this variance.</summary>
    private static double EqualDraws(int drawn, double risk, double variance, double uniformPart)
    {
        // Without a mistake there is no variance to measure, but at least this part was drawn uniformly.
        if (risk is 0 or 1 || variance == 0)
            return uniformPart * drawn;
        return Math.Max(risk * (1 - risk) / variance, uniformPart * drawn);
    }
}

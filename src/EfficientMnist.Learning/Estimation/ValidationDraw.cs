using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Estimation;

/// <summary>
/// Draws images to validate with, one after the other and without repetition, each with a known probability: the
/// score of a pick is the probability with which it was drawn among those left.
/// </summary>
public static class ValidationDraw
{
    /// <summary>
    /// Where the error of an image has probability e, drawing in proportion to √e gives the estimate its least
    /// variance (Sawade et al., 2010). The classifier's own guess of e is 1 − its largest probability.
    /// </summary>
    /// <param name="probabilities">Class probabilities, one row per image.</param>
    public static double[] Doubts(FeatureMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return Array.ConvertAll(probabilities.Max(), p => Math.Sqrt(Math.Max(0, 1 - p)));
    }

    /// <summary>Draws from uniformPart · uniform + (1 − uniformPart) · proportional to doubt.</summary>
    /// <param name="left">Indices of the images not drawn so far.</param>
    /// <param name="doubts">Not negative, one per image; all zero is as good as uniform.</param>
    /// <param name="uniformPart">Above 0 … 1. No image weighs more than 1 / uniformPart, however wrong the doubts are.</param>
    /// <param name="count">How many to draw; all that are left if there are no more.</param>
    /// <param name="random">The generator of this draw.</param>
    public static IReadOnlyList<Pick> Select(IReadOnlyList<int> left, IReadOnlyList<double> doubts, double uniformPart, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(doubts);
        ArgumentNullException.ThrowIfNull(random);
        if (left.Count != doubts.Count)
            throw new ArgumentException($"{left.Count} images and {doubts.Count} doubts do not match.");
        if (!(uniformPart > 0 && uniformPart <= 1))
            throw new ArgumentOutOfRangeException(nameof(uniformPart), uniformPart, "The uniform part is above 0 and at most 1.");
        var (ids, weights) = (left.ToList(), doubts.ToList());
        var picks = new List<Pick>();
        while (picks.Count < count && ids.Count > 0)
        {
            var total = weights.Sum();
            double Probability(int i) => total > 0 ? uniformPart / ids.Count + (1 - uniformPart) * weights[i] / total : 1.0 / ids.Count;
            var threshold = random.NextDouble();
            var drawn = 0;
            // Rounding may leave a rest behind the last image; it belongs to the last one.
            for (var passed = Probability(0); passed <= threshold && drawn < ids.Count - 1; passed += Probability(drawn))
                drawn++;
            picks.Add(new Pick(ids[drawn], Probability(drawn)));
            ids.RemoveAt(drawn);
            weights.RemoveAt(drawn);
        }
        return picks;
    }
}

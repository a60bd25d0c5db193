namespace EfficientMnist.Learning.Stopping;

/// <summary>
/// Stops once the next batch is expected to raise the accuracy by less than a threshold, some rounds in a row.
/// The expectation is the classifier's own: e(n) = 1 − its mean confidence on the stop set after n labels. Learning
/// curves follow a power law, so e(n) = c·n^(−s) is fitted by least squares in the logarithms over the last
/// five rounds (s no less than 0), and the gain of the next b labels is e(n)·(1 − ((n + b)/n)^(−s)).
/// </summary>
/// <remarks>
/// Needs no labels, and is no better than the classifier's calibration: confidence that grows without accuracy
/// (sharper scores) reads as gain, a class not found so far as none. It says when buying slows down, not how accurate
/// the classifier is. The gain is that of one batch, so that a threshold belongs to a batch size.
/// </remarks>
public sealed class ExpectedGainRule(double threshold, int patience) : IStoppingRule
{
    internal const string RuleName = "expected_gain";
    internal const double StandardThreshold = 0.001;
    private const int Window = 5;
    private const int LeastRounds = 3;

    public string Name => RuleName;

    public StopDecision Decide(IReadOnlyList<RoundObservation> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (rounds.Count < LeastRounds)
            return new(false, $"a trend needs {LeastRounds} rounds");
        var latest = Gain(rounds, rounds.Count);
        var inARow = 0;
        for (var count = rounds.Count; count >= LeastRounds && Gain(rounds, count) < threshold; count--)
            inARow++;
        return inARow >= patience
            ? new(true, FormattableString.Invariant($"the next batch is expected to gain {latest:F5}, below {threshold:0.#####} for {inARow} rounds"))
            : new(false, FormattableString.Invariant($"the next batch is expected to gain {latest:F5}; below {threshold:0.#####} for {inARow} of {patience} rounds"));
    }

    /// <summary>What the batch behind the first <paramref name="count"/> rounds was expected to gain.</summary>
    private static double Gain(IReadOnlyList<RoundObservation> rounds, int count)
    {
        var window = rounds.Take(count).TakeLast(Window).ToArray();
        double[] x = [.. window.Select(r => Math.Log(r.Labels))];
        // A classifier may be wholly certain of itself; its logarithm must exist all the same.
        double[] y = [.. window.Select(r => Math.Log(Math.Max(1 - r.ExpectedAccuracy, 1e-6)))];
        var (meanX, meanY) = (x.Average(), y.Average());
        var spread = x.Sum(v => (v - meanX) * (v - meanX));
        var slope = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / spread;
        var latest = window[^1];
        return (1 - latest.ExpectedAccuracy) * (1 - Math.Pow(1 + (double)latest.NextBatch / latest.Labels, Math.Min(0, slope)));
    }
}

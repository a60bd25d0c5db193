namespace EfficientMnist.Learning.Stopping;

/// <summary>
/// Stops once the predictions no longer change (Bloodgood and Vijay-Shanker, 2009): Cohen's kappa between successive
/// classifiers on a fixed random part of the pool, the stop set, reaches a threshold some rounds in a row. Needs no labels.
/// </summary>
/// <remarks>
/// It tells that more labels change little, not how accurate the classifier is; and the smaller the batches, the less
/// each of them changes, so that a threshold belongs to a batch size.
/// </remarks>
public sealed class StabilityRule(double threshold, int patience) : IStoppingRule
{
    internal const string RuleName = "stable";
    internal const double StandardThreshold = 0.99;

    public string Name => RuleName;

    public StopDecision Decide(IReadOnlyList<RoundObservation> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (rounds[^1].Agreement is not { } latest)
            return new(false, "there is no classifier before to compare with");
        var inARow = rounds.Reverse().TakeWhile(r => r.Agreement >= threshold).Count();
        return inARow >= patience
            ? new(true, Invariant($"predictions are stable: kappa {latest:F4}, at least {threshold:0.####} for {inARow} rounds"))
            : new(false, Invariant($"kappa {latest:F4}; at least {threshold:0.####} for {inARow} of {patience} rounds"));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

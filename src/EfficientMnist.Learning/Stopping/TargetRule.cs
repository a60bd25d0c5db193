namespace EfficientMnist.Learning.Stopping;

/// <summary>Stops as soon as the lower bound of the accuracy estimate's interval reaches a target.</summary>
/// <remarks>
/// The bound is looked at after every round and buying ends at the first that reaches the target, so that the
/// estimate at that moment flatters a little and a target just out of reach is declared reached more often than the
/// interval's confidence suggests. See docs/estimation.md for how much.
/// </remarks>
public sealed class TargetRule(double target) : IStoppingRule
{
    internal const string RuleName = "target";

    public string Name => RuleName;

    public StopDecision Decide(IReadOnlyList<RoundObservation> rounds)
    {
        ArgumentNullException.ThrowIfNull(rounds);
        if (rounds[^1].Estimate is not { } estimate)
            return new(false, "there are no validation labels yet");
        var known = FormattableString.Invariant($"accuracy {estimate.Accuracy:F4}, from {estimate.Low:F4} to {estimate.High:F4} with {estimate.Confidence:P0} confidence by {estimate.Labels} labels");
        return estimate.Low >= target
            ? new(true, FormattableString.Invariant($"the target of {target:0.####} is reached: {known}"))
            : new(false, FormattableString.Invariant($"the lower bound is below the target of {target:0.####}: {known}"));
    }
}

namespace EfficientMnist.Learning.Stopping;

/// <summary>Buys all labels there are.</summary>
public sealed class BudgetRule : IStoppingRule
{
    internal const string RuleName = "budget";

    public string Name => RuleName;

    public StopDecision Decide(IReadOnlyList<RoundObservation> rounds) => new(false, "buys the whole budget");
}

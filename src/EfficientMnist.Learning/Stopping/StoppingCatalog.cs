using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Learning.Stopping;

/// <summary>The stopping rules by name.</summary>
public static class StoppingCatalog
{
    /// <summary>The rule that needs validation labels.</summary>
    public const string Target = TargetRule.RuleName;

    /// <summary>The rule that stops when all is spent.</summary>
    public const string Budget = BudgetRule.RuleName;

    private static readonly SortedDictionary<string, Func<StopOptions, IStoppingRule>> Rules = new(StringComparer.Ordinal)
    {
        [BudgetRule.RuleName] = _ => new BudgetRule(),
        [StabilityRule.RuleName] = options => new StabilityRule(options.Threshold ?? StabilityRule.StandardThreshold, options.Patience),
        [ExpectedGainRule.RuleName] = options => new ExpectedGainRule(options.Threshold ?? ExpectedGainRule.StandardThreshold, options.Patience),
        [TargetRule.RuleName] = options => new TargetRule(options.Target),
    };

    public static IReadOnlyList<string> Kinds { get; } = [.. Rules.Keys];

    /// <summary>The rule, within what holds for all: none stops below the minimum, each stops when the budget is spent.</summary>
    /// <exception cref="RefusalException">There is no rule of this name.</exception>
    public static IStoppingRule Create(StopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Rules.TryGetValue(options.Kind, out var create)
            ? new Bounded(create(options), options.Minimum)
            : throw Refusal.Invalid($"There is no stopping rule '{Refusal.Quote(options.Kind)}'; choose one of {string.Join(", ", Kinds)}.");
    }

    private sealed class Bounded(IStoppingRule rule, int minimum) : IStoppingRule
    {
        public string Name => rule.Name;

        public StopDecision Decide(IReadOnlyList<RoundObservation> rounds)
        {
            ArgumentNullException.ThrowIfNull(rounds);
            var latest = rounds[^1];
            var decision = rule.Decide(rounds);
            if (decision.Stop && latest.Labels >= minimum)
                return decision;
            if (latest.NextBatch == 0)
                return new(true, $"the budget of {latest.Labels} labels is spent");
            return decision.Stop ? new(false, $"below the minimum of {minimum} labels: {decision.Reason}") : decision;
        }
    }
}

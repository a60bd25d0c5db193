using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Stopping;

/// <summary>When to stop buying labels.</summary>
public sealed record StopOptions
{
    /// <summary>The most labels that a rule may be made to wait for.</summary>
    public const int MaxMinimum = 1_000_000;

    /// <summary>Name of the rule, see <see cref="StoppingCatalog"/>.</summary>
    public string Kind { get; init; } = BudgetRule.RuleName;

    public double? Threshold { get; init; }

    public int Patience { get; init; } = 3;

    public double Target { get; init; } = 0.85;

    public double Confidence { get; init; } = 0.95;

    public int Minimum { get; init; } = 100;

    public static OptionTable<StopOptions> Table { get; } = new OptionTable<StopOptions>("stopping rule", new())
        .Choice("kind", o => o.Kind, StoppingCatalog.Kinds, "When to stop buying: when the budget is spent; when predictions are stable; when little gain in accuracy is expected; or when the estimated accuracy has reached a target.")
        .NumberOrAuto("threshold", o => o.Threshold, 0, 1, "Of stable: least kappa, by default 0.99. Of expected_gain: least expected rise in accuracy, by default 0.001.")
        .Whole("patience", o => o.Patience, 1, 1_000, "How many rounds in a row stable and expected_gain must hold.")
        .Number("target", o => o.Target, 0, 1, "Of target: the accuracy to be reached.")
        .Number("confidence", o => o.Confidence, 0.5, 0.9999, "Confidence of the interval of accuracy estimates.")
        .Whole("minimum", o => o.Minimum, 1, MaxMinimum, "Labels bought before any rule may stop.");
}

namespace EfficientMnist.Learning.Stopping;

/// <summary>When to stop buying labels.</summary>
public sealed record StopOptions
{
    public const int MaxPatience = 1_000;
    public const double MinConfidence = 0.5;
    public const double MaxConfidence = 0.9999;

    /// <summary>Name of the rule, see <see cref="StoppingCatalog"/>.</summary>
    public string Kind { get; init; } = BudgetRule.RuleName;

    /// <summary>Of <c>stable</c>: least kappa, by default 0.99. Of <c>expected_gain</c>: least expected rise in accuracy, by default 0.001.</summary>
    public double? Threshold { get; init; }

    /// <summary>How many rounds in a row <c>stable</c> and <c>expected_gain</c> must hold.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>Of <c>target</c>: the accuracy to be reached.</summary>
    public double Target { get; init; } = 0.85;

    /// <summary>Of the interval of accuracy estimates.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Labels bought before any rule may stop.</summary>
    public int Minimum { get; init; } = 100;
}

using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>What came of opening a run.</summary>
internal abstract record OpenRunOutcome
{
    /// <summary>The run is open, now or already before with the same arguments. NotGradable: empty, or why it cannot be graded. Given: labels known from the start.</summary>
    internal sealed record Opened(Run Run, string NotGradable, IReadOnlyList<GivenLabel> Given) : OpenRunOutcome;

    /// <summary>The id is taken by a run with another data set, budget, oracle or classes.</summary>
    internal sealed record Taken(Run Existing) : OpenRunOutcome;
}

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>What came of opening a run.</summary>
internal abstract record OpenRunOutcome
{
    /// <summary>The run is open, now or already before with the same data set and budget.</summary>
    internal sealed record Opened(Run Run, IReadOnlyList<string> ClassNames) : OpenRunOutcome;

    /// <summary>The id is taken by a run with another data set or budget.</summary>
    internal sealed record Taken(Run Existing) : OpenRunOutcome;
}

using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>What came of a request for grading.</summary>
internal abstract record GradeOutcome
{
    /// <param name="Result">The figures.</param>
    /// <param name="Number">1 for the first grading of the run, and so on.</param>
    internal sealed record Graded(ConfusionMatrix Result, int Number) : GradeOutcome;

    internal sealed record UnknownRun(RunId Run) : GradeOutcome;

    /// <summary>The classifier claims more labels than the run has bought.</summary>
    internal sealed record MoreUsedThanBought(RunId Run, int Used, int Bought) : GradeOutcome;
}

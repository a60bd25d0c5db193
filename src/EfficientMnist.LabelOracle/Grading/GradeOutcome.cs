using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>What came of a request for grading. Only <see cref="Graded"/> tells anything about the test labels.</summary>
internal abstract record GradeOutcome
{
    /// <param name="Result">The figures.</param>
    /// <param name="Number">1 for the first grading of the run, and so on.</param>
    /// <param name="OfDataset">How often the data set was graded, by all runs.</param>
    /// <param name="Replayed">Whether the same predictions had been graded before.</param>
    internal sealed record Graded(ConfusionMatrix Result, int Number, int OfDataset, bool Replayed) : GradeOutcome;

    internal sealed record UnknownRun(RunId Run) : GradeOutcome;

    /// <summary>The classifier claims more labels than the run has bought.</summary>
    internal sealed record MoreUsedThanBought(RunId Run, int Used, int Bought) : GradeOutcome;

    /// <summary>A grading would cost nothing.</summary>
    internal sealed record NothingBought(RunId Run) : GradeOutcome;

    /// <summary>Other predictions were graded for the same place.</summary>
    internal sealed record GradedBefore(RunId Run, GradingPlace Place) : GradeOutcome;

    /// <summary>The final classifier comes first.</summary>
    internal sealed record NotFinalYet(RunId Run) : GradeOutcome;

    /// <summary>More members than an ensemble has.</summary>
    internal sealed record TooManyMembers(RunId Run, string Member, int Limit) : GradeOutcome;
}

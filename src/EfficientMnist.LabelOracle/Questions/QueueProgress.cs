using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>The questions of a run in numbers.</summary>
internal sealed record QueueProgress
{
    public required RunBudget Budget { get; init; }

    /// <summary>Not answered, those that annotators are at and those that were skipped included.</summary>
    public required int Open { get; init; }

    public required int Claimed { get; init; }

    public required int Skipped { get; init; }

    public required int Answered { get; init; }

    /// <summary>Of those answered, the images that were rejected.</summary>
    public required int Rejected { get; init; }

    /// <summary>The oldest request that is not complete; empty where there is none.</summary>
    public required string Request { get; init; }

    public required int Round { get; init; }

    public required int BatchTotal { get; init; }

    public required int BatchAnswered { get; init; }

    /// <summary>Images with a first answer that a second person is to answer as well, and has not.</summary>
    public int SecondOpen { get; init; }

    /// <summary>Images that two people have answered.</summary>
    public int SecondAnswered { get; init; }

    /// <summary>Number of the run's newest row in the ledger.</summary>
    public long LastEntry { get; init; }

    /// <summary>When the latest lease has run out of those that have left an image without its annotator, as the database writes times; empty for none.</summary>
    public string LastLapse { get; init; } = "";

    /// <summary>When the next lease runs out; null where nobody is at an image.</summary>
    public DateTimeOffset? NextLapse { get; init; }

    public required bool IsClosed { get; init; }

    /// <summary>Whether corrections are refused, too.</summary>
    public bool IsGraded { get; init; }

    /// <summary>
    /// Whether somebody who was told <paramref name="before"/> wants to know this. That an image is claimed does not matter to
    /// others; that one is free again does.
    /// </summary>
    public bool IsNewsAfter(QueueProgress before) =>
        string.CompareOrdinal(LastLapse, before.LastLapse) > 0
        || this != before with { Claimed = Claimed, LastLapse = LastLapse, NextLapse = NextLapse };
}

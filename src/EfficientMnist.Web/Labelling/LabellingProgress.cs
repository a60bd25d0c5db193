using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Labelling;

/// <summary>How far the labelling is.</summary>
internal sealed record LabellingProgress
{
    public int Open { get; init; }

    public int Skipped { get; init; }

    /// <summary>Of the whole run.</summary>
    public int Rejected { get; init; }

    /// <summary>Of all annotators; more than one where others are at work.</summary>
    public int Claimed { get; init; }

    /// <summary>Images that wait for a second answer, by somebody else than gave the first.</summary>
    public int SecondOpen { get; init; }

    public int BatchTotal { get; init; }

    public int BatchAnswered { get; init; }

    public int Spent { get; init; }

    public int Limit { get; init; }

    public bool Closed { get; init; }

    /// <summary>Whether corrections are refused, too.</summary>
    public bool Graded { get; init; }

    public static LabellingProgress Of(QueueProgress progress) => new()
    {
        Open = progress.Open,
        Skipped = progress.Skipped,
        Rejected = progress.Rejected,
        Claimed = progress.Claimed,
        SecondOpen = progress.SecondOpen,
        BatchTotal = progress.BatchTotal,
        BatchAnswered = progress.BatchAnswered,
        Spent = progress.Budget?.Spent ?? 0,
        Limit = progress.Budget?.Limit ?? 0,
        Closed = progress.Closed,
        Graded = progress.Graded,
    };
}

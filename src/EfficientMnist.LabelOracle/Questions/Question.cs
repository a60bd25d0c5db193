using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>An image whose label people are asked for: why, who is at it, and what they said.</summary>
internal sealed record Question
{
    /// <summary>Grows with every question; 0 before it is asked.</summary>
    public long Id { get; init; }

    public required RunId Run { get; init; }

    public required RequestId Request { get; init; }

    public required SampleId Sample { get; init; }

    public required QueryPurpose Purpose { get; init; }

    public required string Strategy { get; init; }

    public required double Score { get; init; }

    public required int Rank { get; init; }

    public required int Round { get; init; }

    /// <summary>Trace and span of the round that asked, as the W3C header writes them; empty where nothing was traced.</summary>
    public required string RoundTrace { get; init; }

    /// <summary>Lower ones are asked first; a skip puts an image behind all others.</summary>
    public int Turn { get; init; }

    /// <summary>The label it has now, <see cref="LedgerRow.NoLabel"/> where it was rejected; null while it is open.</summary>
    public int? Label { get; init; }

    /// <summary>The newest row of the image in the ledger; 0 before the first.</summary>
    public long Entry { get; init; }

    /// <summary>Who was given the image last; empty where it is free.</summary>
    public string Holder { get; init; } = "";

    public DateTimeOffset? HeldUntil { get; init; }

    public bool IsSkipped => Label is null && Turn > 0;

    /// <summary>Whether somebody else has answered it, and it is given to a second person.</summary>
    public bool IsSecond { get; init; }

    public bool IsHeldByOther(Annotator annotator, LeaseWindow leases) => Holder.Length > 0 && Holder != annotator.Name && leases.Holds(HeldUntil);

    /// <summary>The next row of this image in the ledger.</summary>
    /// <param name="action">What is done with it.</param>
    /// <param name="verdict">What it is said to be; null where nothing is said.</param>
    /// <param name="annotator">Who does it.</param>
    /// <param name="time">When.</param>
    /// <param name="paid">What is paid for it; negative where it is given back.</param>
    public LedgerRow Row(LedgerAction action, Verdict? verdict, Annotator annotator, DateTimeOffset time, long paid = 0) => new()
    {
        Run = Run,
        Request = Request,
        Sample = Sample,
        Label = verdict?.Label ?? LedgerRow.NoLabel,
        Reject = verdict?.Reject ?? RejectReason.Unspecified,
        Purpose = Purpose,
        Strategy = Strategy,
        Score = Score,
        Rank = Rank,
        Round = Round,
        Charged = action == LedgerAction.Answered,
        Paid = paid,
        Time = time,
        Action = action,
        Annotator = annotator.Name,
        Supersedes = Entry,
    };

    public ActivityContext? Trace => ActivityContext.TryParse(RoundTrace, null, isRemote: true, out var context) ? context : null;

    // The compiler's own text would print the label into a log.
    public override string ToString() => $"question {Id}: sample {Sample} of run {Run}";
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>One line of the ledger: a label that was revealed, given or taken back, by whom, what for and why.</summary>
internal sealed record LedgerRow
{
    public const int NoLabel = -1;

    /// <summary>Grows with every row; 0 before the row is written.</summary>
    public long EntryId { get; init; }

    public required RunId Run { get; init; }

    public required RequestId Request { get; init; }

    public required SampleId Sample { get; init; }

    /// <summary>Of the image from this row on; <see cref="NoLabel"/> where it has none, being skipped, undone or rejected.</summary>
    public required int Label { get; init; }

    /// <summary>Why an answered image has no label.</summary>
    public RejectReason Reject { get; init; }

    public required QueryPurpose Purpose { get; init; }

    public required string Strategy { get; init; }

    public required double Score { get; init; }

    public required int Rank { get; init; }

    public required int Round { get; init; }

    /// <summary>False where the run had bought this label before.</summary>
    public required bool Charged { get; init; }

    /// <summary>What was paid for it, in whole smallest units: without prices 1 where it is charged. What an undo gives back is negative.</summary>
    public required long Paid { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Of the span <c>label.query</c>; empty where nothing listened.</summary>
    public string TraceId { get; init; } = "";

    public LedgerAction Action { get; init; } = LedgerAction.Bought;

    /// <summary>Who answered; empty where the data set did.</summary>
    public string Annotator { get; init; } = "";

    /// <summary>The row of the same image that this one takes the place of; 0 for none.</summary>
    public long Supersedes { get; init; }

    /// <summary>Checksum of this row and all rows of its run before it; empty before the row is written.</summary>
    public string Chain { get; init; } = "";

    // The compiler's own text would print the label into a log.
    public override string ToString() => $"row {EntryId}: sample {Sample} of run {Run}";
}

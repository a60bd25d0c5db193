using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>One line of the ledger: a label that was revealed, to whom, what for and why.</summary>
internal sealed record LedgerRow
{
    /// <summary>Grows with every row; 0 before the row is written.</summary>
    public long EntryId { get; init; }

    public required RunId Run { get; init; }

    public required RequestId Request { get; init; }

    public required SampleId Sample { get; init; }

    public required int Label { get; init; }

    public required QueryPurpose Purpose { get; init; }

    public required string Strategy { get; init; }

    public required double Score { get; init; }

    public required int Rank { get; init; }

    public required int Round { get; init; }

    /// <summary>False where the run had bought this label before.</summary>
    public required bool Charged { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>Of the span <c>label.query</c>; empty where nothing listened.</summary>
    public required string TraceId { get; init; }

    // The compiler's own text would print the label into a log.
    public override string ToString() => $"row {EntryId}: sample {Sample} of run {Run}";
}

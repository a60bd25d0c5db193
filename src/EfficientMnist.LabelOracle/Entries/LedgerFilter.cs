using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>Which rows of a run's ledger are wanted, and in which order; by default all of them, oldest first.</summary>
internal sealed record LedgerFilter
{
    /// <summary>Only rows after this one; 0 for all.</summary>
    public long After { get; init; }

    /// <summary>Only rows before this one; 0 for all.</summary>
    public long Before { get; init; }

    public bool NewestFirst { get; init; }

    /// <summary>At most so many rows; 0 for all.</summary>
    public int Limit { get; init; }

    public QueryPurpose Purpose { get; init; }

    public LedgerAction Action { get; init; }

    public int? Round { get; init; }

    public int? Label { get; init; }

    public SampleId? Sample { get; init; }

    /// <summary>Empty for all.</summary>
    public string Annotator { get; init; } = "";

    /// <summary>Throws, naming the value, where no row can be meant.</summary>
    public void Check()
    {
        if (Limit < 0 || After < 0 || Before < 0)
            throw Refusal.Invalid($"limit is {Limit}, after_entry_id {After}, before_entry_id {Before}; none may be negative.");
    }
}

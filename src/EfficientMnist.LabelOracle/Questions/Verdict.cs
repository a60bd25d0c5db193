using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.LabelOracle.Entries;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>What a person says of an image: its class, or why it has none.</summary>
internal readonly record struct Verdict
{
    private Verdict(int label, RejectReason reject) => (Label, Reject) = (label, reject);

    /// <summary>The class; <see cref="LedgerRow.NoLabel"/> where the image is rejected.</summary>
    public int Label { get; }

    public RejectReason Reject { get; }

    /// <summary>The image is of this class.</summary>
    public static Verdict Of(int label) => new(label, RejectReason.Unspecified);

    /// <summary>The image has no class.</summary>
    public static Verdict Of(RejectReason reason) => reason == RejectReason.Unspecified
        ? throw Refusal.Invalid("An answer is a label or a reason to reject the image: none_of_these or unusable. Give one of them.")
        : new(LedgerRow.NoLabel, reason);

    /// <summary>Throws, naming the value, where there is no such class or reason.</summary>
    public void Check(Run run)
    {
        if (Reject != RejectReason.Unspecified && !RejectNames.All.Contains(Reject))
            throw Refusal.Invalid($"The reason to reject is {Reject}; give none_of_these or unusable.");
        if (Reject == RejectReason.Unspecified && (uint)Label >= (uint)run.ClassNames.Count)
            throw Refusal.Invalid($"Label {Label} does not exist: the classes of run {run.Id} are 0 … {run.ClassNames.Count - 1}.");
    }

    /// <summary>Whether a row of the ledger says the same.</summary>
    public bool IsSaidBy(LedgerRow row) => (row.Label, row.Reject) == (Label, Reject);

    // The compiler's own text would print the label into a log.
    public override string ToString() => Reject == RejectReason.Unspecified ? "a label" : "a rejection";
}

using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Labelling;

/// <summary>An answer that was given, as it is now.</summary>
/// <param name="Sample">The image.</param>
/// <param name="File">The file it was made of; empty where none is known.</param>
/// <param name="Label">−1 where it was rejected.</param>
/// <param name="Reject">Why it was rejected; empty where it was not.</param>
/// <param name="Corrected">Whether it is another answer than the first one.</param>
internal sealed record LabellingAnswer(int Sample, string File, int Label, string Reject, bool Corrected)
{
    public static LabellingAnswer Of(LedgerEntry entry) =>
        new(entry.SampleId, entry.File, entry.Label, RejectNames.Of(entry.Reject), entry.Action == LedgerAction.Corrected);
}

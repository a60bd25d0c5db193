using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>An image that a second person is to answer as well, and what they have said.</summary>
internal sealed record SecondAnswer
{
    public required SampleId Sample { get; init; }

    /// <summary>Of nobody, with an empty name, as long as there is no second answer.</summary>
    public required Said Said { get; init; }

    /// <summary>When it was answered; null before.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The row of the ledger that stood for the image then.</summary>
    public long Entry { get; init; }

    public string SkippedBy { get; init; } = "";

    /// <summary>Who was given the image last; empty where it is free.</summary>
    public string Holder { get; init; } = "";

    public DateTimeOffset? HeldUntil { get; init; }

    public bool IsAnswered => Said.Annotator.Length > 0;

    public bool IsHeldByOther(Annotator annotator, LeaseWindow leases) => Holder.Length > 0 && Holder != annotator.Name && leases.Holds(HeldUntil);

    // The compiler's own text would print the label into a log.
    public override string ToString() => $"second answer of sample {Sample}";
}

/// <summary>What a person said of an image.</summary>
/// <param name="Annotator">Their name.</param>
/// <param name="Label">The class; -1 where the image was rejected.</param>
/// <param name="Reject">Why it was rejected.</param>
internal readonly record struct Said(string Annotator, int Label, RejectReason Reject)
{
    /// <summary>Whether another says the same of the image.</summary>
    public bool Agrees(Said other) => (Label, Reject) == (other.Label, other.Reject);

    // The compiler's own text would print the label into a log.
    public override string ToString() => $"an answer by {Annotator}";
}

/// <summary>An image that two people have answered.</summary>
/// <param name="Sample">The image.</param>
/// <param name="First">What the first said, or whoever had corrected it by then.</param>
/// <param name="Second">What the second said.</param>
/// <param name="IsSettled">Whether somebody has corrected or confirmed the label since.</param>
internal sealed record TwiceAnswered(SampleId Sample, Said First, Said Second, bool IsSettled)
{
    // The compiler's own text would print the labels into a log.
    public override string ToString() => $"two answers of sample {Sample}";
}

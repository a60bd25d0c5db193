using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The user's files that the images of a pool were made of.</summary>
/// <param name="Names">In image order, relative to the user's folder; none where images are no files.</param>
/// <param name="TellLabels">Whether a file's folder may be its label.</param>
internal sealed record PoolFiles(IReadOnlyList<string> Names, bool TellLabels)
{
    /// <summary>The file of an image; empty where none is known, or where it could tell a label that is not paid for.</summary>
    public string Of(SampleId sample, bool isPaid) =>
        (isPaid || !TellLabels) && (uint)sample.Value < (uint)Names.Count ? Names[sample.Value] : "";
}

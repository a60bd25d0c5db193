namespace EfficientMnist.Datasets.Import;

/// <summary>One split of an imported data set.</summary>
/// <param name="Split">Which one.</param>
/// <param name="Count">Images.</param>
/// <param name="ContentHash">SHA-256 of the pixels in lower-case hex.</param>
/// <param name="HasLabels">Whether each image has a label that can be bought or graded with.</param>
internal sealed record StoredSplit(DatasetSplit Split, int Count, string ContentHash, bool HasLabels)
{
    /// <summary>Labels that are known from the start and learned from.</summary>
    public int Given { get; init; }

    /// <summary>Labels that are known from the start and estimate the accuracy.</summary>
    public int Validation { get; init; }
}

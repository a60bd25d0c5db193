namespace EfficientMnist.Datasets.Import;

/// <summary>What one version of an imported data set has brought to it.</summary>
/// <param name="Source">Where the files came from, for people.</param>
/// <param name="Train">Images of the pool.</param>
/// <param name="Test">Images of the test split.</param>
internal sealed record StoredPart(string Source, int Train, int Test)
{
    public int Of(DatasetSplit split) => split == DatasetSplit.Train ? Train : Test;
}

namespace EfficientMnist.Datasets;

/// <summary>One data set that was located. Reading is synchronous: it is all processor and disk.</summary>
internal interface IDatasetReader
{
    DatasetInfo Describe();

    ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken);

    int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken);

    /// <summary>The user's file that each image was made of, in image order; none where images are no files.</summary>
    IReadOnlyList<string> ReadFiles(DatasetSplit split) => [];

    /// <summary>The labels of the pool that are known from the start.</summary>
    IReadOnlyList<GivenLabel> ReadGiven(CancellationToken cancellationToken) => [];
}

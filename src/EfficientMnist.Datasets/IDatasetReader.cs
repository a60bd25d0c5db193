namespace EfficientMnist.Datasets;

/// <summary>One data set that was located. Reading is synchronous: it is all processor and disk.</summary>
internal interface IDatasetReader
{
    DatasetInfo Describe();

    ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken);

    int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken);

    /// <summary>The user's file that each image was made of, in image order; none where images are no files.</summary>
    IReadOnlyList<string> ReadFiles(DatasetSplit split) => [];

    /// <summary>The path of the user's file that an image was made of; null where it is not there any more, or the image is no file.</summary>
    string? OriginalOf(DatasetSplit split, SampleId sample) => null;

    /// <summary>The labels of the pool that are known from the start.</summary>
    IReadOnlyList<GivenLabel> ReadGiven(CancellationToken cancellationToken) => [];
}

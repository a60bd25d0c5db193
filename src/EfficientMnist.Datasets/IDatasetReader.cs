namespace EfficientMnist.Datasets;

/// <summary>One data set that was located. Reading is synchronous: it is all processor and disk.</summary>
internal interface IDatasetReader
{
    DatasetInfo Describe();

    ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken);

    int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken);
}

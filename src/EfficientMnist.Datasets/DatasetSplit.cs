namespace EfficientMnist.Datasets;

/// <summary>The part of a data set: labels of <see cref="Train"/> are bought, <see cref="Test"/> is only ever graded.</summary>
public enum DatasetSplit
{
    Train,
    Test,
}

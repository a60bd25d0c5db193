namespace EfficientMnist.Datasets.Import;

/// <summary>How many images of an import are read.</summary>
public readonly record struct ImportProgress(int Done, int Total);

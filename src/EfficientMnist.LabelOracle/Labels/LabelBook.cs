using System.Collections.Concurrent;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The labels of every data set asked for so far, read once each.</summary>
internal sealed class LabelBook(DatasetCatalog catalog) : IDisposable
{
    private readonly ConcurrentDictionary<string, DatasetLabels> _loaded = [];
    private readonly SemaphoreSlim _loading = new(1, 1);

    public async Task<DatasetLabels> OfAsync(string dataset, CancellationToken cancellationToken)
    {
        if (_loaded.TryGetValue(dataset, out var known))
            return known;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _loaded.TryGetValue(dataset, out known)
                ? known
                : _loaded[dataset] = await LoadAsync(dataset, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<DatasetLabels> LoadAsync(string dataset, CancellationToken cancellationToken)
    {
        var info = await catalog.FindAsync(dataset, cancellationToken);
        if (!info.HasLabels)
        {
            throw new InvalidDataException(
                $"Data set {info.Name} has no labels to sell. Sort its images into one folder per class, or add labels.csv with the columns file,label to {info.Location}.");
        }

        return new DatasetLabels
        {
            Dataset = info.Name,
            ClassNames = info.ClassNames,
            Train = await catalog.LoadLabelsAsync(dataset, DatasetSplit.Train, cancellationToken),
            Test = info.Splits.Contains(DatasetSplit.Test)
                ? await catalog.LoadLabelsAsync(dataset, DatasetSplit.Test, cancellationToken)
                : [],
        };
    }
}

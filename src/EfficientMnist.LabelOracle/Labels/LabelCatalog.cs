using System.Collections.Concurrent;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The labels of every data set asked for so far, read once each.</summary>
internal sealed class LabelCatalog(DatasetCatalog catalog) : IDisposable
{
    // By name and stamp: an imported data set may be deleted and another take its name.
    private readonly ConcurrentDictionary<(string Name, long Stamp), DatasetLabels> _loaded = [];
    private readonly SemaphoreSlim _loading = new(1, 1);

    public async Task<DatasetLabels> OfAsync(string dataset, CancellationToken cancellationToken)
    {
        var key = (dataset, catalog.StampOf(dataset));
        if (_loaded.TryGetValue(key, out var known))
            return known;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _loaded.TryGetValue(key, out known)
                ? known
                : _loaded[key] = await LoadAsync(dataset, cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose() => _loading.Dispose();

    private async Task<DatasetLabels> LoadAsync(string dataset, CancellationToken cancellationToken)
    {
        var info = await FileRefusals.TellAsync(() => catalog.FindAsync(dataset, cancellationToken));
        var train = info.HasLabels ? await LoadAsync(info, DatasetSplit.Train, cancellationToken) : [];
        return new DatasetLabels
        {
            Dataset = info.Name,
            ClassNames = info.ClassNames,
            PoolSize = info.HasLabels ? train.Length : (await FileRefusals.TellAsync(() => catalog.LoadImagesAsync(info.Name, DatasetSplit.Train, cancellationToken))).Count,
            Train = train,
            Given = await FileRefusals.TellAsync(() => catalog.LoadGivenAsync(info.Name, cancellationToken)),
            Test = info.HasTestLabels ? await LoadAsync(info, DatasetSplit.Test, cancellationToken) : [],
        };
    }

    private async Task<int[]> LoadAsync(DatasetInfo info, DatasetSplit split, CancellationToken cancellationToken)
    {
        var labels = await FileRefusals.TellAsync(() => catalog.LoadLabelsAsync(info.Name, split, cancellationToken));
        var stray = Array.FindIndex(labels, label => (uint)label >= (uint)info.ClassNames.Count);
        return stray < 0
            ? labels
            : throw Refusal.Conflict(
                $"Image {stray} of the {split} split of {info.Name} has a label outside its {info.ClassNames.Count} classes. Repair the labels in {info.Location}.");
    }
}

using System.Collections.Concurrent;
using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The files behind every pool asked for so far, read once each.</summary>
internal sealed class FileCatalog(DatasetCatalog catalog)
{
    // By name and stamp, as labels are.
    private readonly ConcurrentDictionary<(string Name, long Stamp), PoolFiles> _loaded = [];

    public async Task<PoolFiles> OfAsync(string dataset, CancellationToken cancellationToken)
    {
        var key = (dataset, catalog.StampOf(dataset));
        if (_loaded.TryGetValue(key, out var known))
            return known;
        try
        {
            var info = await catalog.FindAsync(dataset, cancellationToken);
            return _loaded[key] = new PoolFiles(await catalog.LoadFilesAsync(dataset, DatasetSplit.Train, cancellationToken), info.HasLabels);
        }
        catch (Exception error) when (error is KeyNotFoundException or IOException or InvalidDataException)
        {
            // A ledger outlives its images.
            return new PoolFiles([], TellLabels: true);
        }
    }
}

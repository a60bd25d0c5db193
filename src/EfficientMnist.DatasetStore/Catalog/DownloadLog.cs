using System.Collections.Concurrent;
using EfficientMnist.Datasets;

namespace EfficientMnist.DatasetStore.Catalog;

/// <summary>Writes the progress of a download to the log, a line for each tenth.</summary>
public sealed class DownloadLog(ILogger<DownloadLog> logger) : IProgress<DownloadProgress>
{
    private const long UnknownTotalStep = 16 << 20;
    private readonly ConcurrentDictionary<string, long> _steps = new();

    public void Report(DownloadProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var step = value.Total is > 0 and var total ? value.Received * 10 / total : value.Received / UnknownTotalStep;
        var file = $"{value.Dataset}/{value.File}";
        if (_steps.TryGetValue(file, out var last) && last == step) return;
        _steps[file] = step;
        Log.Downloading(logger, file, value.Received, value.Total);
    }
}

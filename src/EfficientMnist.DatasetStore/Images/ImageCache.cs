using EfficientMnist.Datasets;
using Microsoft.Extensions.Options;

namespace EfficientMnist.DatasetStore.Images;

/// <summary>
/// Loads each split once, however many ask for it at the same time, and drops the longest unused ones when memory runs
/// out. A failed load is forgotten, so that it works once the files are put right.
/// </summary>
/// <param name="load">Reads the images of a split, such as <see cref="DatasetCatalog.LoadImagesAsync"/>.</param>
/// <param name="options">How much memory.</param>
/// <param name="time">The clock of the loading times.</param>
/// <param name="logger">Told what is loaded and dropped.</param>
public sealed class ImageCache(Func<string, DatasetSplit, Task<ImageSet>> load, IOptions<ImageCacheOptions> options, TimeProvider time, ILogger<ImageCache> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, DatasetSplit Split), Entry> _entries = [];
    private long _clock;

    public async Task<ImageSet> GetAsync(string name, DatasetSplit split, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue((name, split), out entry!))
                _entries[(name, split)] = entry = new Entry(own => LoadAsync(name, split, own));
            entry.LastUse = ++_clock;
        }
        // The load serves everyone who waits for it, so one caller's cancellation only ends that caller's waiting.
        return await entry.Images.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Drops the images of a data set that is gone.</summary>
    public void Forget(string name)
    {
        lock (_gate)
        {
            foreach (var key in _entries.Keys.Where(key => key.Name == name).ToList()) _entries.Remove(key);
        }
    }

    private async Task<ImageSet> LoadAsync(string name, DatasetSplit split, Entry own)
    {
        try
        {
            var start = time.GetTimestamp();
            var images = await FileRefusals.TellAsync(() => load(name, split));
            var milliseconds = time.GetElapsedTime(start).TotalMilliseconds;
            Log.Loaded(logger, name, split, images.Count, images.Shape, milliseconds);
            lock (_gate)
            {
                own.Bytes = images.Pixels.Length;
                MakeRoom((name, split));
            }
            return images;
        }
        catch
        {
            lock (_gate)
            {
                // Forgotten meanwhile, and loaded anew: that one stays.
                if (_entries.GetValueOrDefault((name, split)) == own)
                    _entries.Remove((name, split));
            }
            throw;
        }
    }

    private void MakeRoom((string, DatasetSplit) newest)
    {
        var limit = (long)options.Value.Megabytes << 20;
        while (_entries.Values.Sum(entry => entry.Bytes) > limit)
        {
            var (key, oldest) = _entries.Where(entry => entry.Key != newest && entry.Value.Bytes > 0).OrderBy(entry => entry.Value.LastUse).FirstOrDefault();
            if (oldest is null) return;
            _entries.Remove(key);
            Log.Dropped(logger, key.Name, key.Split, options.Value.Megabytes);
        }
    }

    private sealed class Entry
    {
        public Entry(Func<Entry, Task<ImageSet>> load) => Images = new(() => load(this));

        public Lazy<Task<ImageSet>> Images { get; }

        public long LastUse { get; set; }

        /// <summary>0 while the load goes on.</summary>
        public long Bytes { get; set; }
    }
}

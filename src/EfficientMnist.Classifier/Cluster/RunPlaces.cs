using System.Collections.Concurrent;

namespace EfficientMnist.Classifier.Cluster;

/// <summary>On which worker each active run of the cluster is, as far as is known here.</summary>
internal sealed class RunPlaces
{
    private readonly ConcurrentDictionary<string, string> _workers = new(StringComparer.Ordinal);

    /// <summary>The run is active there, or is about to be.</summary>
    public void Note(string run, string worker) => _workers[run] = worker;

    /// <summary>The run has ended.</summary>
    public void Remove(string run) => _workers.TryRemove(run, out _);

    /// <summary>The one of these workers with the fewest active runs; where several have as few, one that the run's name decides on.</summary>
    public string Fewest(string run, IReadOnlyList<string> workers)
    {
        var counts = _workers.Where(placed => placed.Key != run).CountBy(placed => placed.Value).ToDictionary(StringComparer.Ordinal);
        var fewest = workers.GroupBy(worker => counts.GetValueOrDefault(worker)).MinBy(same => same.Key)!.Order(StringComparer.Ordinal).ToList();
        return fewest[(int)(Hash(run) % (uint)fewest.Count)];
    }

    // FNV-1a: the same on every worker, which that of a string is not.
    private static uint Hash(string text) => text.Aggregate(2_166_136_261u, (hash, letter) => (hash ^ letter) * 16_777_619u);
}

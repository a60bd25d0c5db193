using EfficientMnist.Cli.Arguments;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>The completed runs of one sweep or of several, and how they came about.</summary>
internal sealed record SweepDocument(IReadOnlyList<SweepOrigin> Sweeps, IReadOnlyList<SweepRow> Runs)
{
    public IReadOnlyList<string> Datasets => [.. Runs.Select(r => r.Dataset).Distinct(StringComparer.Ordinal)];

    /// <summary>Runs completed and runs missing.</summary>
    public int Planned => Runs.Count + Sweeps.Sum(s => s.RunsMissing);

    /// <summary>All of them in one; a run that several hold counts once.</summary>
    /// <exception cref="UsageException">Nothing to show.</exception>
    public static SweepDocument Merge(IReadOnlyList<SweepDocument> documents)
    {
        var merged = documents is [var only] ? only : new SweepDocument(
            [.. documents.SelectMany(d => d.Sweeps)],
            [.. documents.SelectMany(d => d.Runs).DistinctBy(r => r.RunId, StringComparer.Ordinal)]);
        return merged.Runs.Count > 0 ? merged : throw new UsageException("These results hold no completed run. Let the sweep complete at least one, then draw them.");
    }
}

using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Studies;

/// <summary>
/// How much of the ranking of the trials each hyperparameter explains by itself: the variance of the ranks between groups of
/// its values over the whole, less what groups would explain by chance (Kelley's epsilon squared, 1935, on ranks). Groups
/// are the choices, or four of equally many trials in the order of the values. What two explain only together counts for none.
/// </summary>
public static class Importance
{
    private const int Least = 12;
    private const int Groups = 4;

    /// <summary>0 … 1 by name; empty with fewer than 12 completed trials, of which nothing can be told.</summary>
    public static IReadOnlyDictionary<string, double> Of(SearchSpace space, IEnumerable<Trial> trials, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(space);
        Trial[] ranked = [.. Ranking.BestFirst(trials.Where(t => t.State == TrialState.Completed), goal)];
        return ranked.Length < Least
            ? new Dictionary<string, double>()
            : space.Axes.ToDictionary(axis => axis.Name, axis => Explained(axis, ranked), StringComparer.Ordinal);
    }

    private static double Explained(Axis axis, Trial[] ranked)
    {
        // Trials of equal values stay together, whatever their number.
        var places = ranked.Select((trial, rank) => (Rank: (double)rank, Place: axis.Position(trial.Values[axis.Name]))).OrderBy(t => t.Place).ToList();
        var first = places.Select((t, i) => (t.Place, Index: i)).GroupBy(t => t.Place).ToDictionary(g => g.Key, g => g.Min(t => t.Index));
        double[][] groups = [.. places.GroupBy(t => axis.Choices > 0 ? t.Place : first[t.Place] * Groups / places.Count).Select(g => g.Select(t => t.Rank).ToArray())];
        // One group, or as many as trials: nothing to tell from chance.
        if (groups.Length < 2 || groups.Length == ranked.Length)
            return 0;
        var mean = (ranked.Length - 1) / 2.0;
        var whole = places.Sum(t => (t.Rank - mean) * (t.Rank - mean));
        var within = groups.Sum(group => group.Sum(rank => (rank - group.Average()) * (rank - group.Average())));
        return Math.Max(0, (whole - within - (groups.Length - 1) * within / (ranked.Length - groups.Length)) / whole);
    }
}

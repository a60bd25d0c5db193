using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;

namespace EfficientMnist.Web.Runs;

/// <summary>What buying at random gives with the settings of a run: the mean over seeds, and how far they spread.</summary>
internal static class RandomBaseline
{
    private const string Random = "random";

    // What a random run may differ in and still be the baseline.
    private static readonly string[] Free = ["strategy", "seed", "labels", "cold_start.kind", "cold_start.size", "round.size", "round.growth", "round.pool_factor", "curve"];

    /// <summary>The baseline of a run among all runs, from this number of labels on; null where none has been graded.</summary>
    public static ChartSeries? Of(Run run, IEnumerable<Run> runs, int from = 0)
    {
        var graded = runs.Where(other => IsRandom(other) && other.Result is { Curve.Count: > 0 } && RunText.Option(other, "dataset") == RunText.Option(run, "dataset")).ToList();
        var alike = graded.Where(other => IsAlike(other, run)).ToList();
        var chosen = alike.Count > 0 ? alike : graded;
        var points = SeedMean.Of(chosen, from, run.BudgetLimit);
        if (points.Count == 0)
            return null;
        var name = SeedMean.Name(Random, chosen.Select(other => RunText.Option(other, "seed")).Distinct().Count());
        return new ChartSeries(alike.Count > 0 ? name : name + " (other settings)", points) { Dashed = true };
    }

    /// <summary>A random run with the settings of a run that is not graded: one at work rather than one that has ended without; null where there is none.</summary>
    public static Run? Ungraded(Run run, IEnumerable<Run> runs) => runs
        .Where(other => IsRandom(other) && other.Result is null && IsAlike(other, run))
        .OrderByDescending(RunText.IsActive)
        .FirstOrDefault();

    private static bool IsRandom(Run run) => RunText.Option(run, "strategy") == Random;

    private static bool IsAlike(Run run, Run other) => SettingsOf(run).SequenceEqual(SettingsOf(other));

    private static IEnumerable<KeyValuePair<string, string>> SettingsOf(Run run) =>
        run.Options.Where(option => !Free.Contains(option.Key)).OrderBy(option => option.Key, StringComparer.Ordinal);
}

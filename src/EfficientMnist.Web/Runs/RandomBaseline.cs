using System.Globalization;
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
        var graded = runs.Where(other => RunText.Option(other, "strategy") == Random && other.Result is { Curve.Count: > 0 } && RunText.Option(other, "dataset") == RunText.Option(run, "dataset")).ToList();
        var alike = graded.Where(other => SettingsOf(other).SequenceEqual(SettingsOf(run))).ToList();
        var chosen = alike.Count > 0 ? alike : graded;
        if (chosen.Count == 0)
            return null;

        // A seed that was run with several budgets counts once at each number of labels.
        var seeds = chosen.GroupBy(other => RunText.Option(other, "seed")).ToList();
        var points = seeds
            .SelectMany(seed => seed.SelectMany(other => other.Result.Curve).GroupBy(point => point.Labels).Select(group => (Labels: group.Key, Accuracy: group.Average(point => point.Accuracy))))
            .Where(point => point.Labels >= from && point.Labels <= run.BudgetLimit)
            .GroupBy(point => point.Labels)
            .Where(group => group.Count() == seeds.Count)
            .OrderBy(group => group.Key)
            .Select(group => Point(group.Key, [.. group.Select(point => point.Accuracy)])).ToList();
        if (points.Count == 0)
            return null;
        var name = string.Create(CultureInfo.InvariantCulture, $"random{(seeds.Count == 1 ? "" : $", mean of {seeds.Count} seeds ± sd")}{(alike.Count > 0 ? "" : " (other settings)")}");
        return new ChartSeries(name, points) { Dashed = true };
    }

    private static ChartPoint Point(int labels, double[] accuracies)
    {
        var mean = accuracies.Average();
        if (accuracies.Length == 1)
            return new ChartPoint(labels, mean);
        var deviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1));
        return new ChartPoint(labels, mean, mean - deviation, mean + deviation, $"± {(100 * deviation).ToString("0.0", CultureInfo.InvariantCulture)}");
    }

    private static IEnumerable<KeyValuePair<string, string>> SettingsOf(Run run) =>
        run.Options.Where(option => !Free.Contains(option.Key)).OrderBy(option => option.Key, StringComparer.Ordinal);
}

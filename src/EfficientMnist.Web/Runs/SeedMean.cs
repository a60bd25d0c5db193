using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;

namespace EfficientMnist.Web.Runs;

/// <summary>The mean of runs that differ in their seed, and how far they spread.</summary>
internal static class SeedMean
{
    /// <summary>
    /// The mean accuracy ± one standard deviation wherever all seeds have a value within these numbers of labels. A seed that was
    /// run with several budgets counts once at each number of labels.
    /// </summary>
    public static IReadOnlyList<ChartPoint> Of(IReadOnlyCollection<Run> runs, int from = 0, int to = int.MaxValue)
    {
        var seeds = runs.Where(run => run.Result is { Curve.Count: > 0 }).GroupBy(run => RunText.Option(run, "seed")).ToList();
        return
        [
            .. seeds
                .SelectMany(seed => seed.SelectMany(run => run.Result.Curve).GroupBy(point => point.Labels).Select(group => (Labels: group.Key, Accuracy: group.Average(point => point.Accuracy))))
                .Where(point => point.Labels >= from && point.Labels <= to)
                .GroupBy(point => point.Labels)
                .Where(group => group.Count() == seeds.Count)
                .OrderBy(group => group.Key)
                .Select(group => Point(group.Key, [.. group.Select(point => point.Accuracy)])),
        ];
    }

    /// <summary>What the mean of so many seeds is called, after the name of what was run.</summary>
    public static string Name(string of, int seeds) => seeds == 1 ? of : string.Create(CultureInfo.InvariantCulture, $"{of}, mean of {seeds} seeds ± sd");

    private static ChartPoint Point(int labels, double[] accuracies)
    {
        var mean = accuracies.Average();
        if (accuracies.Length == 1)
            return new ChartPoint(labels, mean);
        var deviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1));
        return new ChartPoint(labels, mean, mean - deviation, mean + deviation);
    }
}

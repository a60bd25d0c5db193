using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>Runs that differ in their seed alone.</summary>
public sealed record RunGroup(IReadOnlyList<Run> Runs)
{
    /// <summary>Any of them, to tell what they have in common.</summary>
    public Run First => Runs[0];

    /// <summary>Their name without the seed.</summary>
    public string Name => string.Join(',', First.Name.Split(',').Where(part => !part.StartsWith("seed=", StringComparison.Ordinal))) is { Length: > 0 } name ? name : "default";

    public IEnumerable<Run> Graded => Runs.Where(run => run.Result is not null);

    /// <summary>The mean accuracy of those that are graded; null where none is.</summary>
    public double? Accuracy => Graded.Any() ? Graded.Average(run => run.Result.Accuracy) : null;

    /// <summary>The standard deviation of the accuracy over seeds; null for fewer than two.</summary>
    public double? Deviation
    {
        get
        {
            var accuracies = Graded.Select(run => run.Result.Accuracy).ToList();
            if (accuracies.Count < 2)
                return null;
            var mean = accuracies.Average();
            return Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Count - 1));
        }
    }

    /// <summary>Such as 1, 2, 5.</summary>
    public string Seeds => string.Join(", ", Runs.Select(run => RunText.Option(run, "seed")).OrderBy(seed => long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0));

    /// <summary>What runs that differ in their seed alone have in common.</summary>
    public static string SettingsOf(Run run) =>
        string.Join('\n', run.Options.Where(option => option.Key != "seed").OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value}"));

    /// <summary>The groups in the order of their first runs.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<Run> runs) =>
        [.. runs.GroupBy(SettingsOf).Select(group => new RunGroup([.. group]))];
}

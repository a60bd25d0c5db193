using System.Globalization;
using System.Text;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Results;

/// <summary>trials.csv: one row per trial, in the order in which they were asked for (RFC 4180).</summary>
internal static class SearchTable
{
    public static string Csv(StudyPlan plan, IReadOnlyList<Trial> trials)
    {
        var text = new StringBuilder();
        text.Append(SweepCsv.Line(["trial", "state", plan.Context[SearchLine.ObjectiveKey], "reached", .. plan.Space.Axes.Select(a => a.Name), "seconds", "work", "error"]));
        foreach (var trial in trials)
        {
            text.Append(SweepCsv.Line(
            [
                Number(trial), trial.State.ToString().ToLowerInvariant(), Value(trial), Reached(trial),
                .. plan.Space.Axes.Select(a => trial.Values[a.Name]), trial.Seconds.ToString("0.#", CultureInfo.InvariantCulture), trial.Work, trial.Error,
            ]));
        }
        return text.ToString();
    }

    public static string Number(Trial trial) => (trial.Number + 1).ToString(CultureInfo.InvariantCulture);

    private static string Value(Trial trial) =>
        (trial.Value ?? (trial.Reports is [.., var last] ? last.Value : null))?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Reached(Trial trial) => trial.State == TrialState.Completed
        ? "1"
        : (trial.Reports is [.., var last] ? last.Share : 0).ToString("0.##", CultureInfo.InvariantCulture);
}

using System.Globalization;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search;

/// <summary>A line when a trial begins and one when it ends.</summary>
internal sealed class SearchProgress(TextWriter writer, int most, Goal goal)
{
    public void Started(Trial trial) => Write(trial, trial.Work.Length > 0 ? $"goes on ({trial.Work})" : "…");

    public void Ended(Trial trial, IReadOnlyList<Trial> trials)
    {
        var best = Ranking.Best(trials, goal) is { } found ? string.Create(CultureInfo.InvariantCulture, $" · best {found.Value:F4}, trial {found.Number + 1}") : "";
        Write(trial, $"{Result(trial)}, {trial.Seconds.ToString("N0", CultureInfo.InvariantCulture)} s{best}");
    }

    public static string Result(Trial trial) => trial.State switch
    {
        TrialState.Completed => trial.Value!.Value.ToString("F4", CultureInfo.InvariantCulture),
        TrialState.Pruned => trial.Reports is [.., var last] ? string.Create(CultureInfo.InvariantCulture, $"ended at {last.Share:P0} with {last.Value:F4}") : "ended early",
        TrialState.Failed => $"failed: {trial.Error}",
        TrialState.Running => "under way",
        _ => throw new ArgumentOutOfRangeException(nameof(trial), trial.State, "There is no such state."),
    };

    private void Write(Trial trial, string text)
    {
        lock (writer)
        {
            writer.WriteLine($"[{(trial.Number + 1).ToString(CultureInfo.InvariantCulture).PadLeft(most.ToString(CultureInfo.InvariantCulture).Length)}/{most}] {string.Join(' ', trial.Values.Select(v => $"{v.Key}={v.Value}"))}: {text}");
            writer.Flush();
        }
    }
}

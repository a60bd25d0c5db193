using System.Globalization;
using EfficientMnist.Cli.Runs;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>A line per run with what it brought and how long the rest takes; on a terminal also bars of the run at hand.</summary>
internal sealed class SweepProgress(Screen screen, bool onError, IReadOnlyList<SweepPoint> points)
{
    private readonly TextWriter _lines = onError ? screen.Error : screen.Output;
    private readonly TimeLeft _timeLeft = new();

    private bool IsTerminal => onError ? screen.ErrorIsTerminal : screen.OutputIsTerminal;

    /// <summary>Shows a run while it is followed to its end.</summary>
    public Task<Run> ShowAsync(int index, Run run, Func<Action<Run>, Task<Run>> follow)
    {
        if (IsTerminal)
        {
            var whole = ($"{Position(index)} {points[index].Title}{Rest(index - 1)}", (double)index / points.Count);
            return new BarDisplay(onError ? screen.ErrorConsole() : screen.OutputConsole(), whole).ShowAsync(follow);
        }
        Write($"{Position(index)} {points[index].Title} … ({run.RunId})");
        return follow(_ => { });
    }

    public void Completed(int index, SweepRow row, bool wasCompleted)
    {
        _timeLeft.Add(points[index], row.Seconds);
        var members = row.Members.Count == 0 ? "" : $" ({string.Join(", ", row.Members.Select(m => $"{m.Name} {Percent(m.Accuracy)}"))})";
        var time = wasCompleted ? "completed before" : string.Create(CultureInfo.InvariantCulture, $"{row.Seconds:N0} s");
        Write($"{Position(index)} {points[index].Title}: {Percent(row.Accuracy)} %{members}, {time}{Rest(index)}");
    }

    public void Failed(int index, string reason) => Write($"{Position(index)} {points[index].Title}: {reason}{Rest(index)}");

    private void Write(string line)
    {
        _lines.WriteLine(line);
        _lines.Flush();
    }

    private string Position(int index) =>
        $"[{(index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(points.Count.ToString(CultureInfo.InvariantCulture).Length)}/{points.Count}]";

    private string Rest(int index) => index + 1 < points.Count && _timeLeft.For(points.Skip(index + 1)) is { } left
        ? string.Create(CultureInfo.InvariantCulture, $" · {Math.Floor(left.TotalHours):00}:{left.Minutes:00}:{left.Seconds:00} left, until about {screen.Time.GetLocalNow() + left:HH:mm}")
        : "";

    private static string Percent(double share) => (100 * share).ToString("F2", CultureInfo.InvariantCulture);
}

using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>A run in one line.</summary>
internal static class RunText
{
    private const int BarWidth = 20;
    private const double SlowRate = 10;

    public static string Phase(RunPhase phase) => phase switch
    {
        RunPhase.Encoder => "encoder",
        RunPhase.Features => "features",
        RunPhase.ColdStart => "cold start",
        RunPhase.Rounds => "rounds",
        RunPhase.Labelling => "labelling",
        RunPhase.Distillation => "distillation",
        RunPhase.Grading => "grading",
        RunPhase.Done => "done",
        _ => "waiting",
    };

    /// <summary>Such as <c>encoder step 120/2340 (5 %), loss 3.214, 1,450/s, eta 00:12:31</c>.</summary>
    public static string Progress(Run run)
    {
        if (run.State == RunState.Queued)
            return Note("queued", run);
        var progress = run.Progress ?? new PhaseProgress();
        var text = Phase(run.Phase);
        if (progress.Total > 0)
            text += string.Create(CultureInfo.InvariantCulture, $" {progress.Unit} {progress.Done:N0}/{progress.Total:N0} ({progress.Done / progress.Total:P0})");
        if (run.Phase is RunPhase.ColdStart or RunPhase.Rounds)
        {
            text += string.Create(CultureInfo.InvariantCulture, $", round {run.Round}");
            if (run.Estimate is not null)
                text += $", estimate {Estimate(run)}";
        }
        if (progress.Loss != 0)
            text += string.Create(CultureInfo.InvariantCulture, $", loss {progress.Loss:F3}");
        if (progress.Rate > 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {progress.Rate.ToString(progress.Rate < SlowRate ? "N1" : "N0", CultureInfo.InvariantCulture)} {(run.Phase is RunPhase.Encoder or RunPhase.Distillation ? "image" : progress.Unit)}s/s");
        if (progress.EtaSeconds > 0)
            text += $", eta {Span(progress.EtaSeconds)}";
        return Note(text, run);
    }

    /// <summary>The share done of the phase at hand, such as <c>[██████░░░░░░░░] </c>; empty where it is not known.</summary>
    public static string Bar(Run run)
    {
        if (run.Progress is not { Total: > 0 } progress)
            return "";
        var full = (int)(BarWidth * Math.Clamp(progress.Done / progress.Total, 0, 1));
        return $"[{new string('█', full)}{new string('░', BarWidth - full)}] ";
    }

    public static string Span(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds)).ToString("c", CultureInfo.InvariantCulture);

    /// <summary>What a run waits for, such as <c>2 runs are ahead, about 00:03:10</c>; empty while it computes.</summary>
    public static string Waiting(Run run) => run.Waiting switch
    {
        null => "",
        { EtaSeconds: >= 1 } waiting => $"{waiting.Text}, about {Span(waiting.EtaSeconds)}",
        var waiting => waiting.Text,
    };

    public static string State(RunState state) => state.ToString().ToLowerInvariant();

    public static string Accuracy(Run run) => run.Result is null ? "" : run.Result.Accuracy.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>0.8831 (0.8405 to 0.9156)</c>; empty without validation labels.</summary>
    public static string Estimate(Run run) => run.Estimate is not { } estimate
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{estimate.Accuracy:F4} ({estimate.Low:F4} to {estimate.High:F4})");

    private static string Note(string text, Run run) => run.Progress?.Note is { Length: > 0 } note ? $"{text}: {(note == run.Waiting?.Text ? Waiting(run) : note)}" : text;
}

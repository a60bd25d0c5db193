using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>How runs read on the pages.</summary>
internal static class RunText
{
    public static string State(Run run) => run.State switch
    {
        RunState.Queued => "queued",
        RunState.Running => "running",
        RunState.Stopped => "stopped",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        _ => "unknown",
    };

    public static string Phase(RunPhase phase) => phase switch
    {
        RunPhase.Encoder => "training the encoder",
        RunPhase.Features => "computing features",
        RunPhase.ColdStart => "cold start",
        RunPhase.Rounds => "buying labels",
        RunPhase.Distillation => "training the student",
        RunPhase.Grading => "grading",
        RunPhase.Done => "done",
        _ => "waiting",
    };

    public static string Percent(double? share) =>
        share is { } value ? (100 * value).ToString("0.00", CultureInfo.InvariantCulture) + " %" : "–";

    public static string Duration(double seconds) =>
        TimeSpan.FromSeconds(double.IsFinite(seconds) ? Math.Max(0, seconds) : 0).ToString(seconds >= 3600 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}

using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>How runs read on the pages.</summary>
internal static class RunText
{
    public static string Option(Run run, string name) => run.Options.GetValueOrDefault(name, "");

    /// <summary>What tells runs apart at a glance: its title, or such as "fashion-mnist · margin".</summary>
    public static string Title(Run run) => run switch
    {
        { State: RunState.Damaged } => run.Name,
        { Description.Title: { Length: > 0 } title } => title,
        _ => $"{Option(run, "dataset")} · {Option(run, "strategy")}",
    };

    /// <summary>The title that its owner gave it, or its data set.</summary>
    public static string ShortTitle(Run run) => run.Description?.Title is { Length: > 0 } title ? title : Option(run, "dataset");

    public static IReadOnlyList<string> Tags(Run run) => run.Description is { } description ? description.Tags : [];

    public static string State(RunState state) => state switch
    {
        RunState.Queued => "queued",
        RunState.Running => "running",
        RunState.Stopped => "stopped",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        RunState.Damaged => "damaged",
        _ => "unknown",
    };

    public static string Tone(RunState state) => state switch
    {
        RunState.Running => "accent",
        RunState.Completed => "good",
        RunState.Failed or RunState.Damaged => "bad",
        RunState.Stopped => "warn",
        _ => "",
    };

    public static string Phase(RunPhase phase) => phase switch
    {
        RunPhase.Encoder => "Training the encoder",
        RunPhase.Features => "Computing features",
        RunPhase.ColdStart => "Cold start",
        RunPhase.Rounds => "Buying labels",
        RunPhase.Distillation => "Training the student",
        RunPhase.Grading => "Grading",
        RunPhase.Labelling => "Waiting for labels",
        RunPhase.Done => "Done",
        _ => "Waiting",
    };

    /// <summary>Round 0 is the cold start; where labels were given it is a batch like any other. Those given are of no round.</summary>
    public static string Round(Run run, int round) => Round(round, hasCold: run.Given == 0);

    /// <summary>The same of a run that is not started yet, or where its labels are not known.</summary>
    public static string Round(int round, bool hasCold = true) => round switch
    {
        < 0 => "given",
        0 => hasCold ? "cold start" : "first batch",
        _ => string.Create(CultureInfo.InvariantCulture, $"round {round}"),
    };

    /// <summary>Whether people give the labels.</summary>
    public static bool IsHuman(Run run) => Option(run, "oracle.kind") == "human";

    /// <summary>Whether there is an encoder by whose latents the run sees its images; a run may go without.</summary>
    public static bool HasEncoder(Run run) => run.EncoderId is not ("" or "none");

    public static bool IsActive(Run run) => run.State is RunState.Queued or RunState.Running;
}

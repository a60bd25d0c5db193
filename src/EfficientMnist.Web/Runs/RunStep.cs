using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Runs;

/// <summary>Where a run is with a step.</summary>
public enum StepState
{
    Next,
    Now,
    Done,
}

/// <summary>A step on a run's way from its start to its grade.</summary>
/// <param name="Name">What is done.</param>
/// <param name="State">Whether it is done, at hand or still to come.</param>
/// <param name="Detail">What it gave, how far it is, or what it will do.</param>
public sealed record RunStep(string Name, StepState State, string Detail)
{
    private const int Encoder = 0, Features = 1, ColdStart = 2, Rounds = 3, Student = 4, Grading = 5, End = 6;

    /// <summary>The steps of a run in their order, without those that it does not take.</summary>
    /// <param name="run">The run.</param>
    /// <param name="encoderSeconds">How long its encoder was trained; null where nobody knows.</param>
    public static IReadOnlyList<RunStep> Of(Run run, double? encoderSeconds = null)
    {
        var at = Place(run);
        var hasEncoder = RunText.Option(run, "encoder.kind") is not ("" or "none");
        var hasStudent = RunText.Option(run, "student.generations") is not ("" or "0");
        var coldStart = Number(run, "cold_start.size");
        List<(int Place, RunStep Step)> steps = [];
        if (hasEncoder)
        {
            var trained = encoderSeconds is { } seconds ? $", {Text.Duration(seconds)} of training" : "";
            Add(Encoder, "Encoder", $"{RunText.Option(run, "encoder.kind")}{trained}", $"{RunText.Option(run, "encoder.kind")}, {RunText.Option(run, "encoder.epochs")} epochs");
        }
        Add(Features, "Features", "of the whole pool", "of the whole pool");
        // Labels that were given make a classifier, by which the first batch is chosen.
        var chosen = run.Given > 0 ? $"by {RunText.Option(run, "strategy")}, from {Text.Count(run.Given)} given labels" : "chosen without a classifier";
        Add(
            ColdStart,
            run.Given > 0 ? "First batch" : "Cold start",
            coldStart > 0 ? $"{Text.Count(Math.Min(coldStart, run.BudgetSpent))} labels{(run.Given > 0 ? $", {chosen}" : "")}" : chosen,
            coldStart > 0 ? $"{Text.Count(coldStart)} labels, {chosen}" : chosen);
        Add(Rounds, "Rounds", $"{Text.Count(run.Round)} rounds, {Text.Count(run.BudgetSpent)} labels in all", $"up to {Text.Count(run.BudgetLimit)} labels, by {RunText.Option(run, "strategy")}");
        if (hasStudent)
            Add(Student, "Students", "taught by the classifier", $"{RunText.Option(run, "student.generations")}, taught by the classifier");
        Add(Grading, "Grading", run.Result is { } result ? $"{Text.Percent(result.Accuracy, 2)} on the test set" : run.NotGraded.Length > 0 ? "not possible" : "", "once, on the test set");
        return [.. steps.OrderBy(step => step.Place).Select(step => step.Step)];

        void Add(int place, string name, string done, string next)
        {
            var state = place < at ? StepState.Done : place == at && run.State != RunState.Completed ? StepState.Now : StepState.Next;
            steps.Add((place, new RunStep(name, state, state == StepState.Done ? done : state == StepState.Now ? NowText(run) : next)));
        }
    }

    private static int Place(Run run)
    {
        if (run.State == RunState.Completed)
            return End;
        return run.Phase switch
        {
            RunPhase.Encoder => Encoder,
            RunPhase.Features => Features,
            RunPhase.ColdStart => ColdStart,
            RunPhase.Rounds or RunPhase.Labelling => run.Round == 0 ? ColdStart : Rounds,
            // A student may also learn between two rounds.
            RunPhase.Distillation => run.BudgetSpent < run.BudgetLimit && run.Stopping is not { Stopped: true } ? Rounds : Student,
            RunPhase.Grading => Grading,
            RunPhase.Done => End,
            _ => Encoder,
        };
    }

    private static string NowText(Run run)
    {
        if (run.State is RunState.Stopped or RunState.Failed)
            return RunText.State(run.State) + " here";
        if (run.Progress is { Note.Length: > 0 } waiting)
            return waiting.Note;
        if (run.State == RunState.Queued || run.Progress is not { Total: > 0 } progress)
            return run.State == RunState.Queued ? "waits for its turn" : "at work";
        var left = progress.EtaSeconds > 0 ? $", {Text.Duration(progress.EtaSeconds)} left" : "";
        return $"{Text.Percent(Math.Clamp(progress.Done / progress.Total, 0, 1), 0)}{left}";
    }

    private static int Number(Run run, string option) =>
        int.TryParse(RunText.Option(run, option), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
}

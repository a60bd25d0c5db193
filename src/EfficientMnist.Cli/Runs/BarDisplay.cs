using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>For a terminal: one bar per phase, with pace, loss and the time left.</summary>
/// <param name="console">Where the bars are drawn.</param>
/// <param name="whole">What the run is part of and the share of it that is done: a bar above the others, and all vanish at the end of the run.</param>
internal sealed class BarDisplay(IAnsiConsole console, (string Title, double Share)? whole = null) : IRunDisplay
{
    public Task<Run> ShowAsync(Func<Action<Run>, Task<Run>> follow) =>
        console.Progress()
            .AutoClear(whole is not null)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                if (whole is { } part)
                    context.AddTask(Markup.Escape(part.Title), maxValue: 1).Value(part.Share);
                var bars = new Dictionary<RunPhase, ProgressTask>();
                return follow(run => Update(context, bars, run));
            });

    private static void Update(ProgressContext context, Dictionary<RunPhase, ProgressTask> bars, Run run)
    {
        // The cold start is the first stretch of the rounds' bar.
        var phase = run.Phase == RunPhase.ColdStart ? RunPhase.Rounds : run.Phase;
        foreach (var (other, earlier) in bars)
        {
            // A distillation on the way is followed by more rounds, whose bar goes on, as that of people's answers does.
            var isOver = other != phase && (other is not (RunPhase.Rounds or RunPhase.Labelling) || run.BudgetSpent >= run.BudgetLimit || phase is RunPhase.Grading or RunPhase.Done);
            if (isOver && !earlier.IsFinished)
                earlier.Value(earlier.MaxValue);
        }
        if (phase == RunPhase.Done)
            return;
        if (!bars.TryGetValue(phase, out var bar))
            bars[phase] = bar = context.AddTask(RunText.Phase(phase), maxValue: 1);
        bar.Description = Markup.Escape(RunText.Progress(run));
        if (run.Progress is { Total: > 0 } progress)
            bar.MaxValue(progress.Total).Value(progress.Done);
    }
}

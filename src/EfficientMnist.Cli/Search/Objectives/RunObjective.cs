using System.Threading.Channels;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Runs;
using EfficientMnist.Cli.Sweep.Execution;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Objectives;

/// <summary>A whole run: what it takes its accuracy to be from the labels it held back, or its accuracy on the test set.</summary>
/// <param name="system">Where it runs.</param>
/// <param name="screen">For messages.</param>
/// <param name="byTestSet">Whether the test set decides.</param>
/// <param name="stopWhenInterrupted">Ends the run at hand, where the system ends with this command.</param>
internal sealed class RunObjective(SystemConnection system, Screen screen, bool byTestSet, bool stopWhenInterrupted) : IObjective
{
    public async Task<Outcome> EvaluateAsync(SweepPoint point, Func<string, Task> begin, Func<TrialReport, Task<bool>> report, CancellationToken cancellationToken)
    {
        // Named like the runs of sweeps, so that neither repeats what the other has completed.
        var (run, _) = await new SweepRuns(system.Classifier, "").OpenAsync(point, cancellationToken);
        await begin(run.RunId);
        try
        {
            var updates = Channel.CreateUnbounded<Run>();
            var judged = JudgeAsync(updates.Reader, report, cancellationToken);
            try
            {
                run = RunFollower.HasEnded(run)
                    ? run
                    : await new RunFollower(system.Classifier, screen.Time).FollowAsync(run.RunId, update => updates.Writer.TryWrite(update), cancellationToken);
            }
            finally
            {
                updates.Writer.TryComplete();
            }
            return OutcomeOf(run, pruned: await judged);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested && stopWhenInterrupted)
        {
            await RunStop.StopAsync(system, run, screen);
            throw;
        }
    }

    // Returns whether it has stopped the run.
    private async Task<bool> JudgeAsync(ChannelReader<Run> updates, Func<TrialReport, Task<bool>> report, CancellationToken cancellationToken)
    {
        var (told, stopped) = (0, false);
        await foreach (var run in updates.ReadAllAsync(cancellationToken))
        {
            foreach (var assessment in run.Assessments.Skip(told).Where(a => a.Estimate is not null))
            {
                // With the last label most of the work is done.
                var share = (double)assessment.Labels / run.BudgetLimit;
                if (!await report(new TrialReport(share, assessment.Estimate.Accuracy)) || share >= 1 || stopped)
                    continue;
                await system.Classifier.StopRunAsync(new StopRunRequest { RunId = run.RunId }, cancellationToken: cancellationToken);
                stopped = true;
            }
            told = run.Assessments.Count;
        }
        return stopped;
    }

    private Outcome OutcomeOf(Run run, bool pruned) => run.State switch
    {
        RunState.Completed when byTestSet => run.Result is { } result
            ? Outcome.Completed(result.Accuracy, run.Seconds)
            : Outcome.Failed($"not graded: {run.NotGraded}", run.Seconds),
        RunState.Completed => run.Estimate is { } estimate
            ? Outcome.Completed(estimate.Accuracy, run.Seconds)
            : Outcome.Failed("it held no labels back to estimate its accuracy with: set validate.share above 0", run.Seconds),
        RunState.Failed or RunState.Damaged => Outcome.Failed(run.Error, run.Seconds),
        _ when pruned => Outcome.Pruned(run.Seconds),
        _ => throw new SystemFailedException($"Run {run.RunId} was stopped by somebody else. Start the same search again: it goes on with it."),
    };
}

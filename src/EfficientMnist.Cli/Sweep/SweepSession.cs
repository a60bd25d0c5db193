using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Runs;
using EfficientMnist.Cli.Sweep.Execution;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Sweep;

/// <summary>Runs what is missing of a sweep, one run after the other, and keeps the results as they come.</summary>
internal sealed class SweepSession(SystemConnection system, Screen screen, SweepFolder? folder, bool progressOnError)
{
    /// <summary>Runs that did not complete.</summary>
    public int Failures { get; private set; }

    /// <summary>Ends the run at hand when interrupted, where the system ends with this command.</summary>
    public required bool StopWhenInterrupted { get; init; }

    public async Task<SweepDocument> RunAsync(SweepGrid grid, string tag, string command, CancellationToken cancellationToken)
    {
        var origin = await new OriginProbe(system, screen.Time).ProbeAsync(grid, command, cancellationToken);
        var earlier = folder?.TryRead()?.Runs.ToDictionary(r => r.RunId, r => r.Commit, StringComparer.Ordinal) ?? [];
        var points = grid.Points();
        var progress = new SweepProgress(screen, progressOnError, points);
        var runs = new SweepRuns(system.Classifier, tag);
        var document = new SweepDocument([origin], []);
        for (var i = 0; i < points.Count; i++)
        {
            var (run, wasCompleted) = await runs.OpenAsync(points[i], cancellationToken);
            if (!wasCompleted)
                run = await FollowAsync(progress, i, run, cancellationToken);
            if (run.Result is null)
            {
                Failures++;
                progress.Failed(i, WhyWithout(run));
                continue;
            }
            var row = SweepRow.Of(run, points[i], wasCompleted ? earlier.GetValueOrDefault(run.RunId) : origin.Software.Source());
            progress.Completed(i, row, wasCompleted);
            document = new SweepDocument(
                [origin with { Date = screen.Time.GetUtcNow(), RunsMissing = points.Count - document.Runs.Count - 1 }], [.. document.Runs, row]);
            // Found rather than run: written with the next one that takes time, or at the end.
            if (!wasCompleted)
                folder?.Write(document);
        }
        if (document.Runs.Count > 0)
            folder?.Write(document);
        return document;
    }

    private static string WhyWithout(Run run) => run.State switch
    {
        RunState.Completed => $"has nothing to compare: {run.NotGraded}",
        RunState.Failed => $"failed: {run.Error}",
        RunState.Damaged => $"is damaged: {run.Error}",
        _ => $"was stopped with {run.BudgetSpent} of {run.BudgetLimit} labels bought",
    };

    private async Task<Run> FollowAsync(SweepProgress progress, int index, Run run, CancellationToken cancellationToken)
    {
        try
        {
            var follower = new RunFollower(system.Classifier, screen.Time);
            return await progress.ShowAsync(index, run, show => follower.FollowAsync(run.RunId, show, cancellationToken));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            if (StopWhenInterrupted)
                await RunStop.StopAsync(system, run, screen);
            else
                screen.Error.WriteLine($"Run {run.RunId} goes on without this window: eml watch {run.RunId}, eml stop {run.RunId}");
            screen.Error.WriteLine("The same sweep started again goes on from here; completed runs are not repeated.");
            throw;
        }
    }
}

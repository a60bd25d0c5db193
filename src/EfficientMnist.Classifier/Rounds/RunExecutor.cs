using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Runs;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>Works the queue off, away from the threads that answer calls.</summary>
internal sealed class RunExecutor(
    RunRegistry registry, RunQueue queue, ActiveLearningRun learning, RunTelemetry telemetry, ILogger<RunExecutor> logger)
    : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        registry.Load();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> atWork = [];
        try
        {
            while (true)
            {
                var run = await queue.DequeueAsync(stoppingToken);
                atWork.RemoveAll(work => work.IsCompleted);
                atWork.Add(Task.Run(() => WorkAsync(run, stoppingToken), CancellationToken.None));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(atWork);
        }
    }

    private async Task WorkAsync(LiveRun run, CancellationToken shutdown)
    {
        try
        {
            await ExecuteAsync(run, shutdown);
        }
        finally
        {
            queue.Finished();
        }
    }

    private async Task ExecuteAsync(LiveRun run, CancellationToken shutdown)
    {
        using var work = run.Begin(shutdown);
        if (work is null)
            return;
        try
        {
            await learning.ExecuteAsync(run, work.Token);
            Record(run, new RunCompleted());
            if (run.Latest.Result is { } result)
                Log.RunCompleted(logger, run.Id.Value, run.Latest.Name, result.Accuracy, run.Latest.Seconds);
            else
                Log.RunCompletedUngraded(logger, run.Id.Value, run.Latest.Name, run.Latest.NotGraded, run.Latest.Seconds);
        }
        catch (Exception) when (shutdown.IsCancellationRequested)
        {
            // Whatever broke off while everything ends is tried again at the next start.
            run.Suspend();
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            Record(run, new RunStopped());
            Log.RunStopped(logger, run.Id.Value, run.History.Bought);
        }
        catch (Exception error)
        {
            Log.RunFailed(logger, run.Id.Value, error);
            Record(run, new RunFailed(error.Message));
        }
        telemetry.Ended(run);
    }

    // A disk that is full must end this run alone, and must not keep the next one from its turn.
    private void Record(LiveRun run, JournalEntry end)
    {
        try
        {
            run.Record(end);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Log.RunUnrecorded(logger, run.Id.Value, error);
            run.Break($"The run's journal cannot be written ({error.Message}). Make room on its disk, then resume the run.");
        }
    }
}

using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Rounds;
using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Runs;

/// <summary>Works the queue off, a bounded number of runs at a time, away from the threads that answer calls.</summary>
internal sealed class RunExecutor(
    RunRegistry registry, RunQueue queue, ActiveLearningRun learning, RunTelemetry telemetry, IOptions<RunExecutorOptions> options, ILogger<RunExecutor> logger)
    : BackgroundService
{
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        registry.Load();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Parallel).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken shutdown)
    {
        while (!shutdown.IsCancellationRequested)
        {
            LiveRun run;
            try
            {
                run = await queue.DequeueAsync(shutdown);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await ExecuteAsync(run, shutdown);
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
            run.Record(new RunCompleted());
            Log.RunCompleted(logger, run.Id.Value, run.Latest.Name, run.Latest.Result?.Accuracy ?? 0, run.Latest.Seconds);
        }
        catch (Exception) when (shutdown.IsCancellationRequested)
        {
            // Whatever broke off while everything ends is tried again at the next start.
            run.Suspend();
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            run.Record(new RunStopped());
            Log.RunStopped(logger, run.Id.Value, run.History.Bought);
        }
        catch (Exception error)
        {
            Log.RunFailed(logger, run.Id.Value, error);
            run.Record(new RunFailed(error.Message));
        }
        telemetry.Ended(run);
    }
}

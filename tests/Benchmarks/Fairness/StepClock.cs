using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace Benchmarks.Fairness;

/// <summary>Follows a training and tells how many steps it had done at any moment, as its reports do.</summary>
internal sealed class StepClock : IAsyncDisposable
{
    private const int ReportsToBegin = 3;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<(TimeSpan At, int Step)> _reports = [];
    private readonly TaskCompletionSource _begun = new();
    private readonly Task _following;

    public StepClock(EncoderTrainerService.EncoderTrainerServiceClient trainer, string training) => _following = FollowAsync(trainer, training);

    /// <summary>Ends when the training has been at it for some steps.</summary>
    public Task Begun => _begun.Task;

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Steps per second between two moments that are past.</summary>
    public async Task<double> RateAsync(TimeSpan from, TimeSpan to)
    {
        // The report that comes after the second moment tells how far the training was at it.
        while (Last <= to)
        {
            if (_following.IsCompleted)
                throw new InvalidOperationException("The training ended before the measurement did.");
            await Task.Delay(TimeSpan.FromSeconds(0.1));
        }
        return (StepAt(to) - StepAt(from)) / (to - from).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _following;
        _end.Dispose();
    }

    private TimeSpan Last
    {
        get
        {
            lock (_gate)
                return _reports.Count == 0 ? TimeSpan.Zero : _reports[^1].At;
        }
    }

    // Between two reports the steps are taken to be evenly spread.
    private double StepAt(TimeSpan moment)
    {
        lock (_gate)
        {
            var after = _reports.FindIndex(report => report.At > moment);
            var (before, next) = (_reports[after - 1], _reports[after]);
            return before.Step + (next.Step - before.Step) * ((moment - before.At) / (next.At - before.At));
        }
    }

    private async Task FollowAsync(EncoderTrainerService.EncoderTrainerServiceClient trainer, string training)
    {
        try
        {
            using var watch = trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training }, cancellationToken: _end.Token);
            await foreach (var update in watch.ResponseStream.ReadAllAsync(_end.Token))
            {
                if (update.Training.State != TrainingState.Running)
                    continue;
                lock (_gate)
                {
                    if (_reports.Count == 0 || update.Training.Progress.Step > _reports[^1].Step)
                        _reports.Add((_clock.Elapsed, update.Training.Progress.Step));
                    if (_reports.Count == ReportsToBegin)
                        _begun.TrySetResult();
                }
            }
            _begun.TrySetException(new InvalidOperationException("The training ended before it had begun."));
        }
        catch (RpcException) when (_end.IsCancellationRequested)
        {
            // The measurement is over.
        }
        catch (Exception error)
        {
            _begun.TrySetException(error);
            throw;
        }
    }
}

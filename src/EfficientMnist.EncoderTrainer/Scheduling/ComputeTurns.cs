using EfficientMnist.EncoderTrainer.Devices;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Scheduling;

/// <summary>
/// Turns at computing for work that shares this machine: long trainings, and short work that somebody waits for (short
/// trainings, encodings, pictures). A turn is a step or a chunk of images. Short work goes first, until over time it has had a
/// fifth of what a long training would have had; then the long training goes first.
/// </summary>
internal sealed class ComputeTurns(IOptions<TrainingOptions> options, TimeProvider time)
{
    // Of the time, where a long training wants it as well.
    private const double ShortShare = 0.2;

    // What short work may use at once after a pause: enough to encode 60,000 images.
    private static readonly TimeSpan MostCredit = TimeSpan.FromSeconds(12);

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _short = [];
    private readonly LinkedList<Waiter> _long = [];
    private TimeSpan _credit = MostCredit;
    private int _longWork;
    private int _free = options.Value.Slots;

    /// <summary>Work that is about to begin; it computes within the turns it awaits, and is over when it is disposed.</summary>
    public ComputeShare Join(bool isShort)
    {
        if (!isShort)
            Interlocked.Increment(ref _longWork);
        return new ComputeShare(this, isShort);
    }

    /// <summary>The start of a turn. One that the share still has ends.</summary>
    /// <returns>A task that ends with the turn's start, or without a turn when it is cancelled.</returns>
    internal Task AwaitAsync(ComputeShare share, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            Release(share);
            return Task.CompletedTask;
        }
        var waiter = new Waiter(share);
        var queue = share.IsShort ? _short : _long;
        lock (_gate)
        {
            EndTurn(share);
            queue.AddLast(waiter);
            StartTurns();
        }
        if (waiter.Started.Task.IsCompleted || !cancellationToken.CanBeCanceled)
            return waiter.Started.Task;
        return AwaitCancellableAsync(waiter, queue, cancellationToken);
    }

    internal void Leave(ComputeShare share)
    {
        if (!share.IsShort)
            Interlocked.Decrement(ref _longWork);
        Release(share);
    }

    private async Task AwaitCancellableAsync(Waiter waiter, LinkedList<Waiter> queue, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                if (queue.Remove(waiter))
                    waiter.Started.SetResult();
            }
        });
        await waiter.Started.Task.ConfigureAwait(false);
    }

    private void Release(ComputeShare share)
    {
        lock (_gate)
        {
            EndTurn(share);
            StartTurns();
        }
    }

    private void EndTurn(ComputeShare share)
    {
        if (share.TurnStarted is not { } started)
            return;
        share.TurnStarted = null;
        _free++;
        var used = time.GetElapsedTime(started);
        if (!share.IsShort)
            _credit += used * (ShortShare / (1 - ShortShare));
        else if (Volatile.Read(ref _longWork) > 0)
            _credit -= used;
        if (_credit > MostCredit)
            _credit = MostCredit;
    }

    private void StartTurns()
    {
        while (_free > 0 && Next() is { } queue)
        {
            var waiter = queue.First!.Value;
            queue.RemoveFirst();
            _free--;
            waiter.Share.TurnStarted = time.GetTimestamp();
            waiter.Started.SetResult();
        }
    }

    private LinkedList<Waiter>? Next() => (_short.Count > 0, _long.Count > 0) switch
    {
        (true, true) => _credit > TimeSpan.Zero ? _short : _long,
        (true, false) => _short,
        (false, true) => _long,
        (false, false) => null,
    };

    private sealed class Waiter(ComputeShare share)
    {
        public ComputeShare Share { get; } = share;

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

using System.Collections.Concurrent;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>The trainings that this process is at, and how they are told to end.</summary>
internal sealed class RunningTrainings
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    /// <summary>Cancelled when the training is to end. To be called before the training's grain says that it runs, so that no end is missed.</summary>
    public CancellationToken Begin(string id)
    {
        var cancellation = new CancellationTokenSource();
        return _running.TryAdd(id, cancellation) ? cancellation.Token : throw new InvalidOperationException($"Training {id} runs already.");
    }

    /// <summary>Tells a training to end; returns at once. What it has told already, or one that does not run, is no matter.</summary>
    public void Stop(string id)
    {
        // Not Cancel: what waits on the token must not go on within the caller's turn.
        if (_running.TryGetValue(id, out var cancellation))
            _ = cancellation.CancelAsync();
    }

    public void End(string id) => _running.TryRemove(id, out _);
}

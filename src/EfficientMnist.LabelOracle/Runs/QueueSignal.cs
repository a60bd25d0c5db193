using System.Collections.Concurrent;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Tells watchers in this process that the questions of a run have changed.</summary>
internal sealed class QueueSignal
{
    private readonly ConcurrentDictionary<RunId, TaskCompletionSource> _waiting = [];

    /// <summary>Ends with the next change. Ask before reading what may change.</summary>
    public Task NextAsync(RunId run) =>
        _waiting.GetOrAdd(run, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise(RunId run)
    {
        if (_waiting.TryRemove(run, out var waiting))
            waiting.SetResult();
    }

    /// <summary>Any run may have changed.</summary>
    public void RaiseAll()
    {
        foreach (var run in _waiting.Keys)
            Raise(run);
    }
}

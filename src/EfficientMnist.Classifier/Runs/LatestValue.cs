using System.Runtime.CompilerServices;

namespace EfficientMnist.Classifier.Runs;

/// <summary>A value that any number of readers follow, each at its own pace: a slow one skips values and holds nobody up.</summary>
internal sealed class LatestValue<T>(T initial)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private T _value = initial;

    public T Value
    {
        get
        {
            lock (_gate)
                return _value;
        }
    }

    public void Set(T value)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _value = value;
            (changed, _changed) = (_changed, NewSignal());
        }
        changed.SetResult();
    }

    /// <summary>The value now and after each change.</summary>
    public async IAsyncEnumerable<T> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            T value;
            Task changed;
            lock (_gate)
                (value, changed) = (_value, _changed.Task);
            yield return value;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

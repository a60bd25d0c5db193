using System.Runtime.CompilerServices;

namespace EfficientMnist.Core.Watching;

/// <summary>A value that many watch at their own pace: who is slow misses what was between, and nothing piles up.</summary>
public sealed class LatestValue<T>(T initial)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private T _value = initial;

    /// <summary>The value now.</summary>
    public T Value => Observe().Value;

    /// <summary>Replaces the value, and wakes those who watch.</summary>
    public void Set(T value) => Change(_ => value);

    /// <summary>Puts in the place of the value what is made of it, and wakes those who watch.</summary>
    public void Change(Func<T, T> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        TaskCompletionSource changed;
        lock (_gate)
        {
            _value = change(_value);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>The value now, and a task that ends when there is another.</summary>
    public (T Value, Task Changed) Observe()
    {
        lock (_gate)
            return (_value, _changed.Task);
    }

    /// <summary>The value now and after each change.</summary>
    /// <param name="cancellationToken">Ends the watching, with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<T> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (value, changed) = Observe();
            yield return value;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>A value that many watch at their own pace: who is slow misses what was between, and nothing piles up.</summary>
internal sealed class LatestValue<T>(T initial)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private T _value = initial;

    public T Value => Observe().Value;

    /// <summary>Puts in the place of the value what is made of it, and wakes those who watch.</summary>
    public void Change(Func<T, T> change)
    {
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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

using System.Runtime.CompilerServices;

namespace EfficientMnist.Classifier.Runs;

/// <summary>A value that any number of readers follow, each at its own pace: a slow one skips values and holds nobody up.</summary>
internal sealed class LatestValue<T>(T initial)
{
    private Step _latest = new(initial);

    public T Value => Volatile.Read(ref _latest).Value;

    public void Set(T value) => Interlocked.Exchange(ref _latest, new Step(value)).Followed.SetResult();

    /// <summary>The value now and after each change.</summary>
    public async IAsyncEnumerable<T> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var step = Volatile.Read(ref _latest);
            yield return step.Value;
            await step.Followed.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed class Step(T value)
    {
        public T Value { get; } = value;

        public TaskCompletionSource Followed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

namespace Grpc.DropIn.Tests.Echoing;

public sealed class EchoState
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _cancelled;

    public int Cancelled => Volatile.Read(ref _cancelled);

    // Completes when a test lets go of the call that ignores its token.
    public Task Released => _released.Task;

    public void CountCancelled() => Interlocked.Increment(ref _cancelled);

    public void Release() => _released.TrySetResult();
}

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class ServerDeadline : IDisposable
{
    // Timers take no more; a deadline beyond that is none in practice.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _cancellation;
    private readonly Func<Action, Task> _onPassed;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;

    public ServerDeadline(TimeSpan timeout, Func<Action, Task> onPassed, CancellationToken aborted)
    {
        _timeout = timeout;
        _onPassed = onPassed;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Time = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        Token = _cancellation.Token;
    }

    public DateTime Time { get; }

    public CancellationToken Token { get; }

    public bool HasPassed { get; private set; }

    // Of what happens when the time has passed.
    public Task Completion => _completion.Task;

    public void Start()
    {
        if (_timeout < LongestTimer)
            _timer = TimeProvider.System.CreateTimer(static state => _ = ((ServerDeadline)state!).PassAsync(), this, _timeout, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
    }

    private async Task PassAsync()
    {
        HasPassed = true;
        try
        {
            await _onPassed(_cancellation.Cancel);
            _completion.TrySetResult();
        }
        catch (Exception exception)
        {
            _completion.TrySetException(exception);
        }
    }
}

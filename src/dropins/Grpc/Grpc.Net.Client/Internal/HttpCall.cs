using Grpc.Core;

namespace Grpc.Net.Client.Internal;

// The part of a call that does not depend on its messages: its life from start to status.
internal abstract class HttpCall : IDisposable
{
    // CancellationTokenSource takes no longer timers; a deadline beyond that is none in practice.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(24);

    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _userToken;
    private readonly bool _throwOperationCanceled;
    private readonly DateTime? _deadline;
    private TaskCompletionSource<Metadata>? _headersWanted;
    private HttpResponseMessage? _headersReceived;
    private Metadata? _trailers;
    private Status _status;
    private volatile bool _ended;
    private bool _disposed;

    protected HttpCall(ChannelSettings channel, CallOptions options)
    {
        _throwOperationCanceled = channel.ThrowOperationCanceled;
        _userToken = options.CancellationToken;
        _end = _userToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(_userToken) : new CancellationTokenSource();
        Token = _end.Token;
        if (options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
            return;

        _deadline = deadline.Kind == DateTimeKind.Unspecified && deadline == DateTime.MinValue ? deadline : RequireUtc(deadline);
        Timeout = _deadline - TimeProvider.System.GetUtcNow().UtcDateTime;
        if (Timeout <= TimeSpan.Zero)
            _end.Cancel();
        else if (Timeout < LongestTimer)
            _end.CancelAfter(Timeout.Value);
    }

    // Most calls are never asked for their headers.
    public Task<Metadata> ResponseHeadersAsync
    {
        get
        {
            lock (_end)
            {
                _headersWanted ??= new TaskCompletionSource<Metadata>(TaskCreationOptions.RunContinuationsAsynchronously);
                SettleHeaders();
                return _headersWanted.Task;
            }
        }
    }

    // Cancelled by the caller's token, the deadline, and Dispose.
    protected CancellationToken Token { get; }

    protected TimeSpan? Timeout { get; }

    protected bool HasEnded => _ended;

    public Status GetStatus() => _ended ? _status : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata GetTrailers() => _ended ? _trailers! : throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        Cancel();
    }

    protected void HeadersReceived(HttpResponseMessage response)
    {
        lock (_end)
        {
            _headersReceived = response;
            SettleHeaders();
        }
    }

    protected void Ended(Status status, Metadata trailers)
    {
        _trailers = trailers;
        _status = status;
        _ended = true;
        lock (_end)
            SettleHeaders();
    }

    // What the caller sees: why we stopped, if we did, is a better answer than how the transport broke off.
    protected Exception Failed(Exception exception, string what)
    {
        if (_ended)
            return Exception(_status, _trailers!);

        var status = StopReason() ?? CallFailure.From(exception, what);
        Ended(status, (exception as RpcException)?.Trailers ?? Metadata.Empty);
        return Exception(status, GetTrailers());
    }

    protected Exception Exception(Status status, Metadata trailers)
    {
        var exception = new RpcException(status, trailers);
        return _throwOperationCanceled && Token.IsCancellationRequested && status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
            ? new OperationCanceledException(status.Detail, exception, _userToken)
            : exception;
    }

    protected Status? StopReason()
    {
        if (_userToken.IsCancellationRequested)
            return new Status(StatusCode.Cancelled, "Call canceled by the client.");
        if (_deadline is { } deadline && (deadline <= TimeProvider.System.GetUtcNow().UtcDateTime || (Token.IsCancellationRequested && !_disposed)))
            return new Status(StatusCode.DeadlineExceeded, "");
        if (_disposed)
            return new Status(StatusCode.Cancelled, "gRPC call disposed.");

        return Token.IsCancellationRequested ? new Status(StatusCode.Cancelled, "Call canceled by the client.") : null;
    }

    protected void Cancel()
    {
        try
        {
            _end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended: nothing is left to cancel.
        }
    }

    // Frees the timer of the deadline and the tie to the caller's token.
    protected void ReleaseToken() => _end.Dispose();

    private void SettleHeaders()
    {
        if (_headersWanted is null || _headersWanted.Task.IsCompleted)
            return;

        try
        {
            if (_headersReceived is not null)
                _headersWanted.SetResult(ResponseHeaders.ReadMetadata(_headersReceived.Headers));
            else if (_ended)
                throw Exception(_status, _trailers!);
        }
        catch (Exception exception)
        {
            // Looked at here, so that headers nobody awaits do not end as an unobserved exception.
            _headersWanted.SetException(exception);
            _ = _headersWanted.Task.Exception;
        }
    }

    private static DateTime RequireUtc(DateTime deadline) => deadline.Kind == DateTimeKind.Utc
        ? deadline
        : throw new InvalidOperationException("Deadline must have a kind of DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
}

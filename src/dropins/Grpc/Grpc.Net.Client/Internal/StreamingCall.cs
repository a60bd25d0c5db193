using Grpc.Core;

namespace Grpc.Net.Client.Internal;

// A call with a stream of responses, and the reader of that stream.
internal sealed class StreamingCall<TRequest, TResponse> : HttpCall<TRequest, TResponse>, IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly Task _start;
    private TResponse? _current;
    private int _reading;

    public StreamingCall(ChannelSettings channel, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest? request)
        : base(channel, method, host, options, request)
    {
        _start = BeginAsync();
    }

    public TResponse Current => _current ?? throw new InvalidOperationException("No value is available: MoveNext has not returned true.");

    protected override Task? Outcome => null;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");

        try
        {
            _current = null;
            using var registration = cancellationToken.UnsafeRegister(static state => ((StreamingCall<TRequest, TResponse>)state!).Cancel(), this);
            await _start.ConfigureAwait(false);
            return HasEnded ? Result() : await ReadAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private async Task BeginAsync()
    {
        try
        {
            await StartAsync().ConfigureAwait(false);
            Token.UnsafeRegister(static state => ((StreamingCall<TRequest, TResponse>)state!).Stopped(), this);
        }
        catch (Exception exception)
        {
            _ = Failed(exception, "Error starting gRPC call");
            Finish();
        }
    }

    // A read in progress ends by the token and finishes the call itself; with none, nothing else would reset the stream.
    private void Stopped()
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            return;

        Finish();
        Volatile.Write(ref _reading, 0);
    }

    private async Task<bool> ReadAsync()
    {
        try
        {
            var (found, message) = await ReadMessageAsync().ConfigureAwait(false);
            if (found)
            {
                _current = message;
                return true;
            }

            Ended(ReadStatus(out var trailers), trailers);
        }
        catch (Exception exception) when (!HasEnded)
        {
            _ = Failed(exception, "Error reading next message");
        }

        Finish();
        return Result();
    }

    private bool Result() => GetStatus() is { StatusCode: not StatusCode.OK } status ? throw Exception(status, GetTrailers()) : false;

    private void Finish()
    {
        if (!HasEnded)
            _ = Failed(new OperationCanceledException(), "The call was stopped");
        CleanUp();
    }
}

using Grpc.Core;

namespace Grpc.Net.Client.Internal;

internal sealed class RequestStreamWriter<TRequest, TResponse>(HttpCall<TRequest, TResponse> call, MessageStreamContent content) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (_completed)
            throw new InvalidOperationException("Request stream has already been completed.");
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");

        try
        {
            await SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _writing) == 1)
            throw new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress.");

        _completed = true;
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message, CancellationToken cancellationToken)
    {
        using var frame = call.Serialize(message, WriteOptions);
        using var registration = cancellationToken.UnsafeRegister(static state => ((HttpCall)state!).Dispose(), call);
        try
        {
            var stream = await content.Stream.ConfigureAwait(false);
            await stream.WriteAsync(frame.Bytes, call.EndToken).ConfigureAwait(false);
            if (((WriteOptions?.Flags ?? 0) & WriteFlags.BufferHint) == 0)
                await stream.FlushAsync(call.EndToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw await call.WriteFailureAsync(exception).ConfigureAwait(false);
        }
    }
}

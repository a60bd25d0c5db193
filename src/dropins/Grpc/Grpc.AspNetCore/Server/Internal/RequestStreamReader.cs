using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class RequestStreamReader<TRequest>(HttpContextServerCallContext call, Marshaller<TRequest> marshaller) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private TRequest? _current;
    private bool _ended;

    public TRequest Current => _current ?? throw new InvalidOperationException("No value is available: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _current = null;
        if (_ended)
            return false;
        if (call.HasEnded)
            throw new InvalidOperationException("Can't read messages after the request is complete.");

        _current = await call.Messages.ReadAsync(marshaller.ContextualDeserializer, cancellationToken);
        _ended = _current is null;
        return !_ended;
    }
}

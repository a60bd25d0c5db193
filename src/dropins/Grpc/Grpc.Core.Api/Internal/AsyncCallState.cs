namespace Grpc.Core.Internal;

// The four call types come with either plain delegates or delegates that take a state object (which spares closures).
internal readonly struct AsyncCallState
{
    private readonly object? _state;
    private readonly Delegate _responseHeaders;
    private readonly Delegate _getStatus;
    private readonly Delegate _getTrailers;
    private readonly Delegate _dispose;

    public AsyncCallState(Func<object, Task<Metadata>> responseHeaders, Func<object, Status> getStatus, Func<object, Metadata> getTrailers, Action<object> dispose, object state)
    {
        _responseHeaders = responseHeaders;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
        _state = state;
    }

    public AsyncCallState(Func<Status> getStatus, Func<Metadata> getTrailers, Action dispose, Task<Metadata> responseHeaders)
    {
        _responseHeaders = () => responseHeaders;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
        _state = null;
    }

    public Task<Metadata> ResponseHeadersAsync() => _responseHeaders is Func<object, Task<Metadata>> withState
        ? withState(_state!)
        : ((Func<Task<Metadata>>)_responseHeaders)();

    public Status GetStatus() => _getStatus is Func<object, Status> withState ? withState(_state!) : ((Func<Status>)_getStatus)();

    public Metadata GetTrailers() => _getTrailers is Func<object, Metadata> withState ? withState(_state!) : ((Func<Metadata>)_getTrailers)();

    public void Dispose()
    {
        if (_dispose is Action<object> withState)
        {
            withState(_state!);
        }
        else
        {
            ((Action)_dispose)();
        }
    }
}

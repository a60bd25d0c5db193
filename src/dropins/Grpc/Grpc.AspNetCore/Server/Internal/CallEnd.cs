namespace Grpc.AspNetCore.Server.Internal;

// Decides who ends the response, the handler or the deadline, and keeps either from doing so in the middle of a write.
internal sealed class CallEnd
{
    private readonly Lock _lock = new();
    private bool _takenByHandler;
    private bool _takenByDeadline;
    private bool _writing;

    public bool IsTaken => _takenByHandler || _takenByDeadline;

    public void BeginWrite()
    {
        lock (_lock)
        {
            if (IsTaken)
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            if (_writing)
                throw new InvalidOperationException("Can't write the message because the previous write is in progress.");

            _writing = true;
        }
    }

    public void EndWrite()
    {
        lock (_lock)
            _writing = false;
    }

    public bool TakeForHandler()
    {
        lock (_lock)
            return _takenByHandler = !_takenByDeadline;
    }

    public bool TakeForDeadline(out bool writing)
    {
        lock (_lock)
        {
            writing = _writing;
            return _takenByDeadline = !_takenByHandler;
        }
    }
}

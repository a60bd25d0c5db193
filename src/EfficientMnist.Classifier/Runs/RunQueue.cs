namespace EfficientMnist.Classifier.Runs;

/// <summary>Runs that wait for their turn, first come, first served. Each is told how many are ahead of it.</summary>
internal sealed class RunQueue : IDisposable
{
    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<LiveRun> _waiting = [];
    private readonly SemaphoreSlim _count = new(0);
    private int _working;

    /// <exception cref="InvalidOperationException">Too many runs wait already.</exception>
    public void Enqueue(LiveRun run)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Limit)
                throw new InvalidOperationException($"{Limit} runs wait already. Stop some, or wait.");
            _waiting.AddLast(run);
            TellPositions();
        }
        _count.Release();
    }

    public async Task<LiveRun> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _count.WaitAsync(cancellationToken);
            lock (_gate)
            {
                // Empty where a run has left the queue.
                if (_waiting.First?.Value is not { } first)
                    continue;
                _waiting.RemoveFirst();
                _working++;
                first.Note("");
                TellPositions();
                return first;
            }
        }
    }

    /// <summary>Takes a stopped run out, if it waits.</summary>
    public void Remove(LiveRun run)
    {
        lock (_gate)
        {
            if (_waiting.Remove(run))
                TellPositions();
        }
    }

    public void Finished()
    {
        lock (_gate)
        {
            _working--;
            TellPositions();
        }
    }

    public void Dispose() => _count.Dispose();

    private void TellPositions()
    {
        var ahead = _working;
        foreach (var run in _waiting)
        {
            run.Note(ahead == 0 ? "" : ahead == 1 ? "1 run is ahead" : $"{ahead} runs are ahead");
            ahead++;
        }
    }
}

using EfficientMnist.Core.Refusals;
using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// Runs that wait for their turn, first come, first served; a bounded number work at a time. Each is told how many are ahead
/// of it. A run that waits for people makes room, and has the next turn when it comes back.
/// </summary>
internal sealed class RunQueue(IOptions<RunExecutorOptions> options)
{
    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<LiveRun> _waiting = [];
    private readonly int _parallel = options.Value.Parallel;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _working;
    private int _returning;

    /// <exception cref="RefusalException">Too many runs wait already.</exception>
    public void Enqueue(LiveRun run)
    {
        lock (_gate)
        {
            if (_waiting.Count >= Limit)
                throw Refusal.Exhausted($"{Limit} runs wait already. Stop some, or wait.");
            _waiting.AddLast(run);
            Changed();
        }
    }

    /// <summary>The next run whose turn it is; say <see cref="Finished"/> when it has ended.</summary>
    public async Task<LiveRun> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_working < _parallel && _returning == 0 && _waiting.First?.Value is { } first)
                {
                    _waiting.RemoveFirst();
                    _working++;
                    first.Note("");
                    Changed();
                    return first;
                }
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets other runs work while a working one waits for something that is no work.</summary>
    public async Task SetAsideAsync(LiveRun run, Func<Task> wait, CancellationToken cancellationToken)
    {
        Finished();
        var back = false;
        run.Wait(true);
        try
        {
            await wait();
            await ReturnAsync(run, cancellationToken);
            back = true;
        }
        finally
        {
            run.Wait(false);
            if (!back)
                Intrude();
        }
    }

    /// <summary>Takes a stopped run out, if it waits.</summary>
    public void Remove(LiveRun run)
    {
        lock (_gate)
        {
            if (_waiting.Remove(run))
                Changed();
        }
    }

    public void Finished()
    {
        lock (_gate)
        {
            _working--;
            Changed();
        }
    }

    private async Task ReturnAsync(LiveRun run, CancellationToken cancellationToken)
    {
        lock (_gate)
            _returning++;
        try
        {
            while (true)
            {
                Task changed;
                lock (_gate)
                {
                    if (_working < _parallel)
                    {
                        _working++;
                        run.Note("");
                        return;
                    }
                    changed = _changed.Task;
                }
                run.Note("goes on when another run makes room");
                await changed.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            lock (_gate)
            {
                _returning--;
                Changed();
            }
        }
    }

    // A run that ends without its turn has a place for the moment that this takes.
    private void Intrude()
    {
        lock (_gate)
        {
            _working++;
            Changed();
        }
    }

    // Inside the lock; those who wait go on outside of it.
    private void Changed()
    {
        var ahead = _working;
        foreach (var run in _waiting)
        {
            run.Note(ahead == 0 ? "" : ahead == 1 ? "1 run is ahead" : $"{ahead} runs are ahead");
            ahead++;
        }
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}

using Microsoft.Extensions.Options;

namespace EfficientMnist.Classifier.Scheduling;

/// <summary>
/// Slots to compute in, of each lane as many as the options say: in a lane it is first come, first served, and no lane waits for
/// another, so that short work goes on beside long work. Each one that waits is told how many are ahead of it and about how
/// long they will take, by how long those before them took.
/// </summary>
internal sealed class ComputeSlots(IOptions<ComputeOptions> options, TimeProvider time)
{
    private readonly Queue _interactive = new(options.Value.Interactive, time);
    private readonly Queue _short = new(options.Value.Short, time);
    private readonly Queue _long = new(options.Value.Long, time);

    /// <summary>Waits for a slot; dispose it when the computing is done.</summary>
    /// <param name="lane">The kind of work.</param>
    /// <param name="returns">Whether it has had a slot before, and gave it back to wait for something else: it comes next.</param>
    /// <param name="waits">Is told, at once and whenever it changes, how many are ahead and how long they will take; zero: nobody knows.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IDisposable> TakeAsync(Lane lane, bool returns, Action<int, TimeSpan> waits, CancellationToken cancellationToken) => (lane switch
    {
        Lane.Interactive => _interactive,
        Lane.Short => _short,
        Lane.Long => _long,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "There is no such lane."),
    }).TakeAsync(returns, waits, cancellationToken);

    private sealed class Queue(int slots, TimeProvider time)
    {
        // The share of the latest work in the mean that the estimates go by.
        private const double Weight = 0.3;

        private readonly Lock _gate = new();
        private readonly LinkedList<Slot> _waiting = [];
        private readonly List<Slot> _working = [];
        private TimeSpan _mean;

        public async Task<IDisposable> TakeAsync(bool returns, Action<int, TimeSpan> waits, CancellationToken cancellationToken)
        {
            var slot = new Slot(this, waits);
            lock (_gate)
            {
                if (_working.Count < slots)
                {
                    Begin(slot);
                    return slot;
                }
                if (returns)
                    _waiting.AddFirst(slot);
                else
                    _waiting.AddLast(slot);
                Tell();
            }
            using var cancelled = cancellationToken.UnsafeRegister(_ => Leave(slot, cancellationToken), null);
            await slot.Turn.Task;
            return slot;
        }

        public void Free(Slot slot)
        {
            lock (_gate)
            {
                if (!_working.Remove(slot))
                    return;
                var took = time.GetElapsedTime(slot.Since);
                _mean = _mean == TimeSpan.Zero ? took : ((1 - Weight) * _mean) + (Weight * took);
                if (_waiting.First is { } next)
                {
                    _waiting.RemoveFirst();
                    Begin(next.Value);
                    next.Value.Turn.SetResult();
                }
                Tell();
            }
        }

        private void Leave(Slot slot, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                if (!_waiting.Remove(slot))
                    return;
                slot.Turn.SetCanceled(cancellationToken);
                Tell();
            }
        }

        private void Begin(Slot slot)
        {
            slot.Since = time.GetTimestamp();
            _working.Add(slot);
        }

        private void Tell()
        {
            var begun = _working.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_working.Min(slot => slot.Since));
            foreach (var (place, slot) in _waiting.Index())
            {
                var ahead = _working.Count + place;
                var eta = _mean * (ahead - slots + 1) / slots - begun;
                slot.Waits(ahead, eta > TimeSpan.Zero ? eta : TimeSpan.Zero);
            }
        }
    }

    private sealed class Slot(Queue queue, Action<int, TimeSpan> waits) : IDisposable
    {
        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<int, TimeSpan> Waits { get; } = waits;

        public long Since { get; set; }

        public void Dispose() => queue.Free(this);
    }
}

/// <summary>Work of one kind, which waits for no work of another.</summary>
internal enum Lane
{
    /// <summary>Somebody sits before it.</summary>
    Interactive,

    /// <summary>It takes seconds or a few minutes.</summary>
    Short,

    /// <summary>It waits for trainings of its own.</summary>
    Long,
}

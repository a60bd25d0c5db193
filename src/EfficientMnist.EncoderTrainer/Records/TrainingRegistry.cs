using System.Threading.Channels;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Devices;
using Microsoft.Extensions.Options;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>All trainings and the queue between those who ask and the one that trains. Every change of state is on disk before it shows.</summary>
internal sealed class TrainingRegistry : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LatestValue<TrainingRecord>> _trainings = new(StringComparer.Ordinal);
    private readonly Channel<string> _queue;
    private readonly TrainingStore _store;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private CancellationTokenSource? _cancelRunning;

    public TrainingRegistry(TrainingStore store, IOptions<TrainingOptions> options, TimeProvider time, ILogger<TrainingRegistry> logger)
    {
        (_store, _time, _capacity) = (store, time, options.Value.QueueLength);
        var records = store.Load();
        _queue = Channel.CreateBounded<string>(Math.Max(_capacity, records.Count) + _capacity);
        foreach (var record in records)
        {
            // What ran when the process ended was not told so.
            var found = record.State == TrainingState.Running ? record with { State = TrainingState.Interrupted } : record;
            if (found != record)
                store.Save(found);
            _trainings.Add(found.Id, new(found));
            if (found.State == TrainingState.Queued)
                _queue.Writer.TryWrite(found.Id);
        }

        Log.TrainingsFound(logger, records.Count, records.Count(record => record.State == TrainingState.Running), Queued.Count());
    }

    public ChannelReader<string> Queue => _queue.Reader;

    public int QueueLength
    {
        get
        {
            lock (_gate)
                return Queued.Count();
        }
    }

    private IEnumerable<TrainingRecord> Queued => _trainings.Values.Select(training => training.Value).Where(record => record.State == TrainingState.Queued);

    /// <summary>The training of this id: as it is where it is under way or done, queued (again) where it is new or has ended early.</summary>
    /// <exception cref="RefusalException">The queue is full.</exception>
    public TrainingRecord Submit(TrainingRecord wanted)
    {
        lock (_gate)
        {
            _trainings.TryGetValue(wanted.Id, out var known);
            if (known?.Value is { State: TrainingState.Queued or TrainingState.Running or TrainingState.Completed } record)
                return record;

            if (Queued.Count() >= _capacity)
                throw Refusal.Exhausted($"{_capacity} trainings are waiting already (Training:QueueLength). Try again when some have ended, or cancel one.");
            var queued = known is null ? wanted : known.Value with { State = TrainingState.Queued, Error = "", QueuedAt = wanted.QueuedAt };
            _store.Save(queued);
            if (known is null)
                _trainings.Add(queued.Id, new(queued));
            else
                known.Publish(queued);

            // Cannot be full: it has room for all that wait and for as many that were cancelled while waiting.
            if (!_queue.Writer.TryWrite(queued.Id))
                throw Refusal.Exhausted("Too many cancelled trainings are still in the queue. Try again when the running training has ended.");
            return queued;
        }
    }

    /// <exception cref="RefusalException">There is no such training.</exception>
    public LatestValue<TrainingRecord> Find(string id)
    {
        lock (_gate)
        {
            return _trainings.TryGetValue(new TrainingId(id).Value, out var training)
                ? training
                : throw Refusal.NotFound($"There is no training '{Refusal.Quote(id)}'. ListTrainings names those there are.");
        }
    }

    public IReadOnlyList<TrainingRecord> List()
    {
        lock (_gate)
            return [.. _trainings.Values.Select(training => training.Value).OrderBy(record => record.QueuedAt)];
    }

    /// <exception cref="RefusalException">There is no such encoder.</exception>
    public TrainingRecord Encoder(string encoderId) =>
        List().FirstOrDefault(record => record.State == TrainingState.Completed && record.EncoderId == encoderId)
        ?? throw Refusal.NotFound($"There is no encoder '{Refusal.Quote(encoderId)}'. ListEncoders names those there are; StartTraining makes one.");

    /// <summary>How many trainings come before this one; 0 for one that does not wait.</summary>
    public int Ahead(TrainingRecord record)
    {
        if (record.State != TrainingState.Queued)
            return 0;
        lock (_gate)
            return Queued.Count(other => other.QueuedAt < record.QueuedAt) + (_cancelRunning is null ? 0 : 1);
    }

    /// <summary>Ends a waiting training at once; asks a running one to end, which takes until its next step.</summary>
    public void Cancel(string id)
    {
        var training = Find(id);
        lock (_gate)
        {
            if (training.Value.State == TrainingState.Queued)
                Change(training, training.Value with { State = TrainingState.Cancelled });
            else if (training.Value.State == TrainingState.Running)
                // Not Cancel: what waits on the token must not go on inside the lock.
                _ = _cancelRunning?.CancelAsync();
        }
    }

    /// <summary>Takes a training out of the queue; null where it is no longer wanted.</summary>
    public ActiveTraining? Begin(string id, string device, string precision)
    {
        var training = Find(id);
        lock (_gate)
        {
            if (training.Value is not { State: TrainingState.Queued } record)
                return null;
            _cancelRunning = new CancellationTokenSource();
            record = record with
            {
                State = TrainingState.Running,
                Device = record.Device.Length == 0 ? device : record.Device,
                Precision = record.Precision.Length == 0 ? precision : record.Precision,
            };
            Change(training, record);
            Nudge();
            return new(record, _cancelRunning.Token);
        }
    }

    public void Report(string id, StepProgress progress)
    {
        var training = Find(id);
        lock (_gate)
            training.Publish(training.Value with { Progress = progress });
    }

    public TrainingRecord End(string id, Func<TrainingRecord, TrainingRecord> outcome)
    {
        var training = Find(id);
        lock (_gate)
        {
            var record = outcome(training.Value);
            if (record.State == TrainingState.Completed)
                record = record with { CompletedAt = _time.GetUtcNow() };
            _cancelRunning?.Dispose();
            _cancelRunning = null;
            Change(training, record);
            Nudge();
            return record;
        }
    }

    public void Dispose() => _cancelRunning?.Dispose();

    private void Change(LatestValue<TrainingRecord> training, TrainingRecord record)
    {
        _store.Save(record);
        training.Publish(record);
    }

    // Those who watch a waiting training see it move up.
    private void Nudge()
    {
        foreach (var waiting in _trainings.Values.Where(training => training.Value.State == TrainingState.Queued))
            waiting.Publish(waiting.Value);
    }
}

using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Watching;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>All trainings as they are now, for those who list, look up and watch. What their grains decide is published here after it is on disk.</summary>
internal sealed class TrainingCatalogue
{
    private readonly ConcurrentDictionary<string, LatestValue<TrainingRecord>> _trainings = new(StringComparer.Ordinal);
    private readonly LatestValue<long> _changes = new(0);
    private readonly ITrainingStore _store;

    public TrainingCatalogue(ITrainingStore store, ILogger<TrainingCatalogue> logger)
    {
        _store = store;
        var records = store.Load();
        foreach (var record in records)
        {
            var found = record;
            if (record.State == TrainingState.Running && !store.IsShared)
            {
                // What ran when the process ended was not told so.
                found = record with { State = TrainingState.Interrupted };
                store.Save(found, store.Claim(found.Id));
            }
            _trainings[found.Id] = new(found);
        }
        Log.TrainingsFound(logger, records.Count, records.Count(record => record.State == TrainingState.Running), Queued.Count());
    }

    /// <summary>Told how far a training is that runs here.</summary>
    public event Action<string, StepProgress>? Reported;

    /// <summary>The trainings that wait.</summary>
    public IEnumerable<TrainingRecord> Queued => _trainings.Values.Select(training => training.Value).Where(record => record.State == TrainingState.Queued);

    /// <summary>Ends when any training has changed.</summary>
    public Task Changed => _changes.Observe().Changed;

    /// <exception cref="RefusalException">There is no such training.</exception>
    public LatestValue<TrainingRecord> Find(string id) => TryFind(new TrainingId(id).Value) is not null
        ? _trainings[id]
        : throw Refusal.NotFound($"There is no training '{Refusal.Quote(id)}'. ListTrainings names those there are.");

    /// <summary>Null where there is no such training.</summary>
    public TrainingRecord? TryFind(string id)
    {
        // Of what another worker was asked for this moment nothing may have been told here yet.
        if (!_trainings.ContainsKey(id) && _store.IsShared)
            Refresh(id);
        return _trainings.TryGetValue(id, out var training) ? training.Value : null;
    }

    /// <summary>Reads again what was decided about a training, be it elsewhere.</summary>
    public void Refresh(string id)
    {
        if (_store.Find(id) is { } record)
            Learn(record, isHere: false);
    }

    /// <summary>Shows what was decided about a training, be it elsewhere, and how far it is there; that of one that runs here is known better.</summary>
    public void Learn(TrainingRecord record, bool isHere)
    {
        Publish(record);
        if (record.Progress is { } progress && !isHere)
            Find(record.Id).Change(now => now with { Progress = progress });
    }

    /// <summary>All trainings, in the order in which they were asked for.</summary>
    public IReadOnlyList<TrainingRecord> List() =>
        [.. _trainings.Values.Select(training => training.Value).OrderBy(record => record.QueuedAt).ThenBy(record => record.Id, StringComparer.Ordinal)];

    /// <exception cref="RefusalException">There is no such encoder.</exception>
    public TrainingRecord Encoder(string encoderId)
    {
        if (TryFindEncoder(encoderId) is { } known)
            return known;
        // Of one that another worker has finished this moment nothing may have been told here yet.
        foreach (var record in _store.IsShared ? _store.Load().Where(record => record.EncoderId == encoderId) : [])
            Learn(record, isHere: false);
        return TryFindEncoder(encoderId)
            ?? throw Refusal.NotFound($"There is no encoder '{Refusal.Quote(encoderId)}'. ListEncoders names those there are; StartTraining makes one.");
    }

    /// <summary>Shows what has been decided and is on disk. How far the training is, and what its disk says, stays.</summary>
    public void Publish(TrainingRecord record)
    {
        _trainings.GetOrAdd(record.Id, static (_, first) => new(first), record).Change(now => record.Changes < now.Changes ? now : record with { Progress = now.Progress, Disk = now.Disk });
        _changes.Change(count => count + 1);
    }

    /// <summary>Shows how far a training is.</summary>
    public void Report(string id, StepProgress progress)
    {
        Find(id).Change(now => now with { Progress = progress });
        _changes.Change(count => count + 1);
        Reported?.Invoke(id, progress);
    }

    /// <summary>Shows why the disk does not take what a training writes; an empty reason where it does again.</summary>
    public void ShowDisk(string id, string reason)
    {
        Find(id).Change(now => now with { Disk = reason });
        _changes.Change(count => count + 1);
    }

    private TrainingRecord? TryFindEncoder(string encoderId) => List().FirstOrDefault(record => record.State == TrainingState.Completed && record.EncoderId == encoderId);
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Records;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>A training's decisions. Its state is the record on disk, which only the latest activation may write.</summary>
internal sealed class TrainingGrain(ITrainingStore store, TrainingCatalogue catalogue, RunningTrainings running, TimeProvider time) : Grain, ITrainingGrain
{
    private long _activation;

    private string Id => this.GetPrimaryKeyString();

    private TrainingRecord Record => catalogue.Find(Id).Value;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _activation = store.Claim(Id);
        // Others may have decided before, elsewhere; from now on nobody else does.
        if (store.IsShared)
            catalogue.Refresh(Id);
        return Task.CompletedTask;
    }

    public Task<TrainingRecord> WantAsync(TrainingRecord wanted)
    {
        if (catalogue.TryFind(Id) is not { } known)
            return Task.FromResult(Change(wanted));
        IReadOnlyList<string> requesters = [.. known.Requesters.Union(wanted.Requesters)];
        return Task.FromResult(known.State switch
        {
            TrainingState.Completed => known,
            TrainingState.Queued or TrainingState.Running => requesters.Count == known.Requesters.Count ? known : Change(known with { Requesters = requesters }),
            _ => Change(Queued(known with { Requesters = requesters })),
        });
    }

    public Task<TrainingRecord> CancelAsync() => Task.FromResult(Record.IsOver ? Record : Cancel(Record));

    public Task<TrainingRecord> ReleaseAsync(string requester)
    {
        var record = Record;
        if (record.IsOver || !record.Requesters.Contains(requester))
            return Task.FromResult(record);
        IReadOnlyList<string> others = [.. record.Requesters.Where(other => other != requester)];
        return Task.FromResult(others.Count == 0 ? Cancel(record) : Change(record with { Requesters = others }));
    }

    public Task<TrainingRecord> BeginAsync(string worker, string device, string precision)
    {
        var record = Record;
        return Task.FromResult(record.State != TrainingState.Queued ? record : Change(record with
        {
            State = TrainingState.Running,
            Worker = worker,
            Attempt = record.Attempt + 1,
            Device = record.Device.Length == 0 ? device : record.Device,
            Precision = record.Precision.Length == 0 ? precision : record.Precision,
        }));
    }

    public Task<TrainingRecord> EndAsync(int attempt, TrainingOutcome outcome)
    {
        // Another worker was given it meanwhile, because this one was taken for gone.
        if (Record.Attempt != attempt || Record.State != TrainingState.Running)
            return Task.FromResult(Record);
        var record = Record with { State = outcome.State, EncoderId = outcome.EncoderId, Error = outcome.Error, Seconds = outcome.Seconds, FinalLoss = outcome.FinalLoss };
        return Task.FromResult(Change(outcome.State switch
        {
            TrainingState.Completed => record with { CompletedAt = time.GetUtcNow(), Requesters = [] },
            // Somebody has asked for it since it was cancelled.
            TrainingState.Cancelled when record.Requesters.Count > 0 => Queued(record),
            _ => record with { Requesters = [] },
        }));
    }

    public Task<TrainingRecord> LoseAsync(int attempt) => Task.FromResult(
        Record.Attempt != attempt || Record.State != TrainingState.Running ? Record : Change(Record with { State = TrainingState.Interrupted, Requesters = [] }));

    private TrainingRecord Cancel(TrainingRecord record)
    {
        record = record with { Requesters = [] };
        if (record.State == TrainingState.Running)
            running.Stop(Id);
        else
            record = record with { State = TrainingState.Cancelled };
        return Change(record);
    }

    private TrainingRecord Queued(TrainingRecord record) => record with { State = TrainingState.Queued, Error = "", QueuedAt = time.GetUtcNow() };

    private TrainingRecord Change(TrainingRecord decided)
    {
        var record = decided with { Changes = decided.Changes + 1 };
        try
        {
            store.Save(record, _activation);
        }
        catch (StaleActivationException)
        {
            DeactivateOnIdle();
            throw;
        }
        catalogue.Publish(record);
        return record;
    }
}

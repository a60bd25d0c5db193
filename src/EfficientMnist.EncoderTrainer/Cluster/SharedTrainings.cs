using System.Collections.Concurrent;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Silo;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Cluster;

/// <summary>
/// Makes the trainers of a cluster one to callers: what is decided about a training and how far it is are told to all, and what
/// a worker had begun that is gone is begun anew for whoever asks for it, from its last checkpoint.
/// </summary>
internal sealed class SharedTrainings(
    SharedDatabase database,
    SharedTrainingStore store,
    TrainingCatalogue catalogue,
    RunningTrainings running,
    GpuWorkers gpus,
    TrainingDevice device,
    WorkerName name,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<SharedTrainings> logger) : BackgroundService
{
    // Of steps that follow one another faster the latest is told.
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, StepProgress> _untold = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        catalogue.Reported += (id, progress) => _untold[id] = progress;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                TellAsync(stoppingToken),
                SeeToAsync(stoppingToken),
                database.ListenAsync(SharedTrainingStore.Channel, () => store.Load().Select(record => record.Id), Hear, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was decided is in the database.
        }
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        using var ticks = new PeriodicTimer(BetweenTellings, time);
        while (await ticks.WaitForNextTickAsync(stopping))
        {
            foreach (var id in _untold.Keys)
            {
                if (!_untold.TryRemove(id, out var progress))
                    continue;
                try
                {
                    store.KeepProgress(id, progress);
                }
                catch (DatabaseAwayException away)
                {
                    // The next step is told instead.
                    Log.NotTold(logger, id, away.Message);
                }
            }
        }
    }

    private void Hear(IReadOnlyCollection<string> ids)
    {
        foreach (var record in store.Find(ids))
        {
            catalogue.Learn(record, isHere: record.Worker == name.Value);
            // Nobody wants it any more, or another has it: that may have been decided elsewhere.
            if (record.State == TrainingState.Running && (record.Worker != name.Value || record.Requesters.Count == 0))
                running.Stop(record.Id);
        }
    }

    private async Task SeeToAsync(CancellationToken stopping)
    {
        using var rounds = new PeriodicTimer(BetweenRounds, time);
        while (await rounds.WaitForNextTickAsync(stopping))
        {
            try
            {
                var alive = (await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, stopping)).Keys.Select(silo => silo.ToParsableString()).ToHashSet(StringComparer.Ordinal);
                var devices = store.ExchangeDevices(name.Value, device.Compute.Name, alive);
                gpus.Are(devices.Where(worker => worker.Value != ComputeDevice.Cpu && alive.Contains(worker.Key)).Select(worker => worker.Key).ToHashSet(StringComparer.Ordinal));
                foreach (var record in catalogue.List().Where(record => record.State == TrainingState.Running && !alive.Contains(record.Worker)))
                {
                    Log.WorkerIsGone(logger, record.Id, record.Worker);
                    catalogue.Publish(await grains.GetGrain<ITrainingGrain>(record.Id).LoseAsync(record.Attempt));
                }
            }
            catch (Exception error) when (error is RefusalException or IOException or InvalidOperationException)
            {
                // The grain's own worker may be gone as well; it is asked again.
                Log.NotSeenTo(logger, error.Message);
            }
        }
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Cluster;

/// <summary>
/// Makes the workers of a cluster one to callers: what becomes of a run on one of them is told to all, and a run whose worker is
/// gone goes on at another.
/// </summary>
internal sealed class SharedRuns(
    SharedDatabase database, RunStateTable states, IRunStore store, RunRegistry registry, RunPlaces places, ILocalSiloDetails silo, IGrainFactory grains, TimeProvider time, ILogger<SharedRuns> logger) : BackgroundService
{
    // What changes more often is told in its latest state alone.
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromSeconds(0.2);

    // How long a run may rest whose worker was found to be gone.
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (Run Run, long Epoch)> _untold = new(StringComparer.Ordinal);
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private string Worker => silo.SiloAddress.ToParsableString();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        registry.Published += Note;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                TellAsync(stoppingToken),
                SeeToAsync(stoppingToken),
                database.ListenAsync(SharedRunStore.Channel, store.Ids, Hear, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not told yet is in the journals.
        }
    }

    private void Note(Run run, long epoch)
    {
        Place(run, Worker);
        _untold[run.RunId] = (run, epoch);
        _changed.Writer.TryWrite(true);
    }

    private async Task TellAsync(CancellationToken stopping)
    {
        await foreach (var _ in _changed.Reader.ReadAllAsync(stopping))
        {
            foreach (var id in _untold.Keys)
            {
                if (_untold.TryRemove(id, out var latest))
                    Tell(latest.Run, latest.Epoch);
            }
            await Task.Delay(BetweenTellings, time, stopping);
        }
    }

    private void Tell(Run run, long epoch)
    {
        try
        {
            states.Keep(Worker, run, epoch);
        }
        catch (DatabaseAwayException away)
        {
            // Unless there is something newer by now.
            if (_untold.TryAdd(run.RunId, (run, epoch)))
                _changed.Writer.TryWrite(true);
            Log.NotTold(logger, run.RunId, away.Message);
        }
    }

    private void Hear(IReadOnlyCollection<string> ids)
    {
        var told = states.Find(ids);
        foreach (var id in ids)
        {
            if (told.TryGetValue(id, out var state))
            {
                Place(state.Run, state.Worker);
                if (state.Worker != Worker)
                    registry.Show(state.Run);
            }
            else if (store.Find(id) is null)
            {
                places.Remove(id);
                registry.Forget(id);
            }
        }
    }

    private void Place(Run run, string worker)
    {
        if (IsActive(run))
            places.Note(run.RunId, worker);
        else
            places.Remove(run.RunId);
    }

    private static bool IsActive(Run run) => run.State is RunState.Queued or RunState.Running;

    // A run that is active somewhere answers; one that is not becomes so by being asked.
    private async Task SeeToAsync(CancellationToken stopping)
    {
        using var rounds = new PeriodicTimer(BetweenRounds, time);
        do
        {
            await Task.WhenAll(registry.Active().Select(SeeToAsync)).WaitAsync(stopping);
        }
        while (await rounds.WaitForNextTickAsync(stopping));
    }

    private async Task SeeToAsync(string id)
    {
        try
        {
            var run = (await grains.GetGrain<IRunGrain>(id).ReadAsync()).Message;
            // Its worker has died before it could tell of its end.
            if (!IsActive(run))
            {
                places.Remove(id);
                registry.Show(run);
            }
        }
        catch (Exception error) when (error is RefusalException or IOException)
        {
            // Its worker is not known to be gone yet, or the run is damaged or deleted; it is asked again.
            Log.NotAnswered(logger, id, error.Message);
        }
    }
}

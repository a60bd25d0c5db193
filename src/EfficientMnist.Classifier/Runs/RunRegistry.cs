using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Core.Watching;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Runs;

/// <summary>All runs, those of earlier processes included: which there are, and what their grains have last told of them.</summary>
internal sealed class RunRegistry(IRunStore store, IGrainFactory grains, TimeProvider time, ILogger<RunRegistry> logger) : IHostedService
{
    // Each run that has not ended is in memory.
    private const int MostActive = 10_000;

    private readonly ConcurrentDictionary<string, LatestValue<PublishedRun>> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DamagedRun> _damaged = new(StringComparer.Ordinal);

    /// <summary>Told each run that changes here, with the epoch of the activation that has changed it.</summary>
    public event Action<Run, long>? Published;

    /// <summary>Finds the runs again and has those go on that a crash or a shutdown cut short.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var id in store.Ids())
        {
            // One damaged run must not keep the others from going on.
            if (TryRead(id) is { } run)
                Show(run);
        }
        // In a cluster the workers see to it as long as they live.
        if (store.IsShared)
            return;
        foreach (var run in _runs.Values.Select(run => run.Value.Message).Where(IsActive).OrderBy(run => run.CreatedAt).ThenBy(run => run.RunId, StringComparer.Ordinal))
        {
            try
            {
                await Grain(run.RunId).ReadAsync();
            }
            catch (RefusalException damaged)
            {
                // Damaged between the two looks at it; the grain has logged it, and tells whoever asks.
                Log.RunDamaged(logger, run.RunId, damaged.Message);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Keeps what a grain tells of its run, and tells it to those who watch.</summary>
    /// <param name="run">The run, which nobody changes any more.</param>
    /// <param name="clock">Its times, which go on.</param>
    /// <param name="epoch">That of the activation.</param>
    public void Publish(Run run, RunClock clock, long epoch)
    {
        Show(run, clock);
        Published?.Invoke(run, epoch);
    }

    /// <summary>Keeps what is known of a run that is active elsewhere, or nowhere, and tells it to those who watch.</summary>
    public void Show(Run run) => Show(run, new RunClock(run.Seconds, run.WaitedSeconds));

    /// <summary>The run is gone.</summary>
    public void Forget(string id) => _runs.TryRemove(id, out _);

    /// <summary>The runs that have not ended, as far as is known here.</summary>
    public IReadOnlyList<string> Active() => [.. _runs.Values.Select(run => run.Value.Message).Where(IsActive).Select(run => run.RunId)];

    /// <summary>A new run, or the one of that id where it has the same options.</summary>
    public async Task<RunSnapshot> StartAsync(string? requestedId, IReadOnlyDictionary<string, string> deviations)
    {
        var options = RunOptionsBinder.Bind(deviations);
        var id = string.IsNullOrEmpty(requestedId) ? RunId.Create(time.GetUtcNow()) : new RunId(requestedId);
        RefuseDamaged(id.Value);
        if (!_runs.ContainsKey(id.Value) && _runs.Values.Count(run => IsActive(run.Value.Message)) >= MostActive)
            throw Refusal.Exhausted($"{MostActive} runs wait or work already. Stop some, or wait.");
        return await Grain(id.Value).StartAsync(new RunDefinition(id.Value, RunOptionsBinder.Describe(options), time.GetUtcNow()));
    }

    /// <summary>The run as it is now.</summary>
    /// <exception cref="RefusalException">There is no such run, or its files are damaged.</exception>
    public Task<RunSnapshot> ReadAsync(string id) => Get(id).ReadAsync();

    public Task<RunSnapshot> StopAsync(string id) => Get(id).StopAsync();

    /// <summary>Goes on with a stopped or failed run.</summary>
    public Task<RunSnapshot> ResumeAsync(string id) => Get(id).ResumeAsync();

    /// <summary>Goes on with a completed, ungraded run, to learn from labels that were corrected.</summary>
    public Task<RunSnapshot> RelearnAsync(string id) => Get(id).RelearnAsync();

    /// <summary>Takes a run that does not go on out of the lists, or puts it back.</summary>
    public Task<RunSnapshot> ArchiveAsync(string id, bool archived) => Get(id).ArchiveAsync(archived);

    /// <summary>Says this of a run from now on.</summary>
    /// <exception cref="RefusalException">There is no such run, or what is said is too long.</exception>
    public Task<RunSnapshot> DescribeAsync(string id, RunNotes notes) => Get(id).DescribeAsync(notes.Checked());

    /// <summary>Marks images of a run's pool, which has so many.</summary>
    /// <exception cref="RefusalException">There is no such run or image, or too few images would be left.</exception>
    public Task<MarkedImages> MarkAsync(string id, ImageMark mark, IReadOnlyList<int> ids, int pool) => Get(id).MarkAsync(mark, ids, pool);

    /// <summary>Removes a run that is archived or damaged.</summary>
    public async Task DeleteAsync(string id)
    {
        if (_damaged.ContainsKey(id))
        {
            DeleteDamaged(id);
            return;
        }
        await Get(id).DeleteAsync();
        Forget(id);
    }

    /// <summary>Goes on with a completed run, with a budget of so many labels that may cost so much in all; 0 leaves either as it is.</summary>
    public Task<RunSnapshot> ExtendAsync(string id, int labels, long money) => Get(id).ExtendAsync(labels, money);

    /// <summary>The run now and after each change.</summary>
    /// <exception cref="RefusalException">There is no such run, or its files are damaged.</exception>
    public async IAsyncEnumerable<Run> WatchAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Get(id);
        await foreach (var run in _runs[id].WatchAsync(cancellationToken))
            yield return run.Message;
    }

    /// <summary>The run of this id where its files cannot be read, else null.</summary>
    public DamagedRun? Damage(string id) => _damaged.GetValueOrDefault(id);

    /// <summary>All runs, newest first, then those whose files cannot be read. Asks no grain, so that none can hold it up.</summary>
    /// <param name="archived">Whether those that are archived are among them.</param>
    public IReadOnlyList<Run> List(bool archived) =>
    [
        .. _runs.Values.Where(run => archived || !run.Value.Message.Archived).Select(run => Now(run.Value)).OrderByDescending(run => run.CreatedAt).ThenByDescending(run => run.RunId, StringComparer.Ordinal),
        .. _damaged.Values.OrderByDescending(run => run.ChangedAt).Select(run => run.ToMessage()),
    ];

    private void Show(Run run, RunClock clock)
    {
        var published = new PublishedRun(run, clock);
        var latest = _runs.GetOrAdd(run.RunId, _ => new LatestValue<PublishedRun>(published));
        if (!ReferenceEquals(latest.Value, published))
            latest.Set(published);
    }

    private void DeleteDamaged(string id)
    {
        try
        {
            store.Delete(id);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unavailable($"The files of run {id} cannot be removed ({error.Message}). Mend that, then try again.", error);
        }
        _damaged.TryRemove(id, out _);
    }

    private static bool IsActive(Run run) => run.State is RunState.Queued or RunState.Running;

    // The times of one that goes on do so, too, where nothing else changes.
    private Run Now(PublishedRun run)
    {
        if (!IsActive(run.Message))
            return run.Message;
        var (now, clock) = (run.Message.Clone(), run.Clock.Now(time));
        (now.Seconds, now.WaitedSeconds) = (clock.Worked, clock.Waited);
        return now;
    }

    private IRunGrain Grain(string id) => grains.GetGrain<IRunGrain>(id);

    private IRunGrain Get(string id)
    {
        RefuseDamaged(id);
        return IsKnown(id) ? Grain(id) : throw Refusal.NotFound($"There is no run '{Refusal.Quote(id)}'.");
    }

    // Of a run that another worker has begun this moment nothing may have been told here yet.
    private bool IsKnown(string id)
    {
        if (_runs.ContainsKey(id))
            return true;
        if (!store.IsShared || !RunId.IsName(id))
            return false;
        try
        {
            if (store.Find(id) is null || TryRead(id) is not { } run)
                return false;
            Show(run);
            return true;
        }
        catch (DatabaseAwayException away)
        {
            throw Refusal.Unavailable($"{away.Message} Try again when it does.", away);
        }
    }

    private void RefuseDamaged(string id)
    {
        if (Damage(id) is { } damaged)
            throw Refusal.Conflict($"Run {damaged.Id} is damaged: {damaged.Problem}");
    }

    private Run? TryRead(string id)
    {
        try
        {
            return store.Find(id) is not { } definition ? null : RunMessages.Of(definition, RunOptionsBinder.Bind(definition.Options), store.Journal(definition.RunId).Replay());
        }
        catch (RefusalException refusal)
        {
            // The options are those of another version, or were changed by hand.
            return Leave(store.DescribeWrongOptions(id, refusal.Message));
        }
        catch (Exception error) when (error is (InvalidDataException or IOException or UnauthorizedAccessException) and not DatabaseAwayException)
        {
            return Leave(error.Message);
        }

        Run? Leave(string problem)
        {
            Log.RunDamaged(logger, id, problem);
            _damaged[id] = store.Damaged(id, problem);
            return null;
        }
    }

    private sealed record PublishedRun(Run Message, RunClock Clock);
}

using System.Collections.Concurrent;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Runs;

/// <summary>All runs of this service, those of earlier processes included.</summary>
internal sealed class RunRegistry(RunStore store, RunQueue queue, TimeProvider time, ILogger<RunRegistry> logger)
{
    private readonly ConcurrentDictionary<string, LiveRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DamagedRun> _damaged = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();

    /// <summary>Finds the runs on the disk again and queues those that a crash or a shutdown cut short.</summary>
    public void Load()
    {
        foreach (var folder in store.Folders())
        {
            // One damaged run must not keep the others from going on.
            if (TryRead(folder) is not { } run)
                continue;
            _runs[run.Id.Value] = run;
            if (run.Latest.State == RunState.Queued)
            {
                Log.RunGoesOn(logger, run.Id.Value, run.History.Bought);
                queue.Enqueue(run);
            }
        }
    }

    /// <summary>A new run, or the one of that id where it has the same options.</summary>
    public LiveRun Start(string? requestedId, IReadOnlyDictionary<string, string> deviations)
    {
        var options = RunOptionsBinder.Bind(deviations);
        var id = string.IsNullOrEmpty(requestedId) ? RunId.Create(time.GetUtcNow()) : new RunId(requestedId);
        lock (_starting)
        {
            RefuseDamaged(id.Value);
            if (_runs.TryGetValue(id.Value, out var existing))
            {
                return RunOptionsBinder.Name(existing.Options) == RunOptionsBinder.Name(options)
                    ? existing
                    : throw Refusal.Conflict($"Run {id} exists already, with other options: {existing.Latest.Name}.");
            }
            var definition = new RunDefinition(id.Value, RunOptionsBinder.Describe(options), time.GetUtcNow());
            var run = new LiveRun(definition, store.Create(definition), time);
            _runs[id.Value] = run;
            Log.RunStarted(logger, id.Value, run.Latest.Name);
            queue.Enqueue(run);
            return run;
        }
    }

    /// <exception cref="RefusalException">There is no such run, or its files are damaged.</exception>
    public LiveRun Get(string id)
    {
        RefuseDamaged(id);
        return _runs.TryGetValue(id, out var run) ? run : throw Refusal.NotFound($"There is no run '{Refusal.Quote(id)}'.");
    }

    /// <summary>The run of this id where its files cannot be read, else null.</summary>
    public DamagedRun? Damage(string id) => _damaged.GetValueOrDefault(id);

    /// <summary>Runs whose files cannot be read, newest first.</summary>
    public IReadOnlyList<DamagedRun> Damaged() => [.. _damaged.Values.OrderByDescending(run => run.ChangedAt)];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LiveRun> List() =>
        [.. _runs.Values.OrderByDescending(r => r.Latest.CreatedAt).ThenByDescending(r => r.Id.Value, StringComparer.Ordinal)];

    public LiveRun Stop(string id)
    {
        var run = Get(id);
        run.Stop();
        if (run.Latest.HasEnded)
            queue.Remove(run);
        return run;
    }

    /// <summary>Queues a stopped or failed run again.</summary>
    public LiveRun Resume(string id)
    {
        var run = Get(id);
        if (run.Resume())
            queue.Enqueue(run);
        return run;
    }

    /// <summary>Queues a completed, ungraded run again, to learn from labels that were corrected.</summary>
    public LiveRun Relearn(string id)
    {
        var run = Get(id);
        if (run.Relearn())
            queue.Enqueue(run);
        return run;
    }

    private void RefuseDamaged(string id)
    {
        if (Damage(id) is { } damaged)
            throw Refusal.Conflict($"Run {damaged.Id} is damaged: {damaged.Problem}");
    }

    private LiveRun? TryRead(string folder)
    {
        try
        {
            var definition = RunStore.Read(folder);
            return new LiveRun(definition, store.Journal(definition.RunId), time);
        }
        catch (RefusalException refusal)
        {
            // The options are those of another version, or were changed by hand.
            return Leave($"{RunStore.OptionsOf(folder)} has options that no run takes: {refusal.Message} Correct the file and start the classifier again, or remove the folder {folder}.");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Leave(error.Message);
        }

        LiveRun? Leave(string problem)
        {
            var id = Path.GetFileName(folder);
            Log.RunDamaged(logger, id, problem);
            _damaged[id] = new DamagedRun(id, problem, Directory.GetLastWriteTimeUtc(folder));
            return null;
        }
    }
}

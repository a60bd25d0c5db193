using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Scheduling;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Silo;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// One run as callers reach it: they find an <see cref="ActiveRun"/>, of which <see cref="RunRules"/> say what may be asked. Its
/// computation goes on beside the grain's turns, as a task that posts what it has done back to them; meanwhile the grain stays active.
/// </summary>
internal sealed class RunGrain(
    IRunStore store, RunRegistry registry, RunExecution execution, ComputeSlots slots, DiskPatience disk, RunTelemetry telemetry, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RunGrain> logger)
    : Grain, IRunGrain
{
    // As good as for ever; longer spans do not fit into the collector's calendar.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromDays(365);

    private TaskScheduler _turns = TaskScheduler.Default;
    private ActiveRun? _run;
    // Ends with the work at hand, or with the one before it.
    private Task _working = Task.CompletedTask;
    // Why the run cannot be read at all.
    private string _damage = "";

    private string Id => this.GetPrimaryKeyString();

    /// <summary>The run, which callers have been told exists.</summary>
    private ActiveRun Existing => _run ?? throw Refusal.NotFound($"There is no run '{Refusal.Quote(Id)}'.");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turns = TaskScheduler.Current;
        try
        {
            if (store.Find(Id) is { } definition)
            {
                _run = Open(definition);
                if (_run.Record.History is { State: RunState.Queued } history)
                {
                    Log.RunGoesOn(logger, Id, history.Bought);
                    Begin(_run);
                }
            }
        }
        catch (DatabaseAwayException away)
        {
            throw Refusal.Unavailable($"{away.Message} Try again when it does.", away);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or RefusalException)
        {
            Log.RunDamaged(logger, Id, error.Message);
            _damage = error.Message;
        }
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var isUnfinished = _run is { State: RunState.Queued or RunState.Running };
        if (_run?.Work is { } work)
        {
            // Nothing is recorded: the next activation goes on.
            _run.Abandon();
            await work.CancelAsync();
            await _working.WaitAsync(cancellationToken);
        }
        if (isUnfinished && !lifetime.ApplicationStopping.IsCancellationRequested)
            _ = GrainFactory.GetGrain<IRunGrain>(Id).ReadAsync();
    }

    public Task<RunSnapshot> StartAsync(RunDefinition definition)
    {
        RefuseDamaged();
        if (_run is not null)
        {
            RunRules.RefuseOtherOptions(_run.Record, definition);
            return ReadAsync();
        }
        Writing(() => store.Create(definition));
        _run = Open(definition);
        Log.RunStarted(logger, Id, RunOptionsBinder.Name(_run.Record.Options));
        Begin(_run);
        return ReadAsync();
    }

    public Task<RunSnapshot> ReadAsync()
    {
        RefuseDamaged();
        return Task.FromResult(Existing.Snapshot);
    }

    public Task<RunSnapshot> StopAsync()
    {
        RefuseDamaged();
        if (_run is not { Work: { } work } run)
            return ReadAsync();
        if (run.IsWaiting)
        {
            // Whatever the work still posts comes too late.
            Writing(() => run.Append(new RunStopped()));
            Rest(run);
            Log.RunStopped(logger, Id, run.Record.History.Bought);
        }
        else
        {
            run.ShowStopping();
        }
        _ = work.CancelAsync();
        return ReadAsync();
    }

    public Task<RunSnapshot> ResumeAsync()
    {
        RefuseDamaged();
        RunRules.RefuseResuming(Existing);
        return GoOnAsync();
    }

    public Task<RunSnapshot> RelearnAsync()
    {
        RefuseDamaged();
        RunRules.RefuseRelearning(Existing);
        return GoOnAsync();
    }

    public Task<RunSnapshot> ArchiveAsync(bool archived)
    {
        RefuseDamaged();
        var run = Existing;
        if (run.Record.History.IsArchived == archived)
            return ReadAsync();
        RunRules.RefuseArchiving(run);
        Writing(() => run.Append(new RunArchived(archived)));
        return ReadAsync();
    }

    public Task<RunSnapshot> DescribeAsync(RunNotes notes)
    {
        RefuseDamaged();
        var run = Existing;
        if (run.Record.History.Notes != notes)
            Writing(() => run.Append(new RunDescribed(notes)));
        return ReadAsync();
    }

    public Task<MarkedImages> MarkAsync(ImageMark mark, IReadOnlyList<int> ids, int pool)
    {
        RefuseDamaged();
        var run = Existing;
        var change = MarkChange.Of(run, mark, ids, pool);
        if (change.Entry is { } entry)
            Writing(() => run.Append(entry));
        return Task.FromResult(new MarkedImages(run.Snapshot, change.Marked, change.Answered, change.SetAside));
    }

    public Task DeleteAsync()
    {
        RefuseDamaged();
        RunRules.RefuseDeleting(Existing);
        Writing(() => store.Delete(Id));
        Log.RunDeleted(logger, Id);
        _run = null;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<RunSnapshot> ExtendAsync(int labels, long money)
    {
        RefuseDamaged();
        var run = Existing;
        var (options, history) = (run.Record.Options, run.Record.History);
        labels = labels == 0 ? history.BudgetOf(options) : labels;
        // The same call once more, whose first answer did not arrive.
        if (history.Extensions is [.., var last] && last == labels && (money == 0 || money == history.MoneyOf(options)))
            return ReadAsync();
        RunRules.RefuseExtending(run, labels, money);
        Writing(() => run.Append(new RunExtended(labels, money)));
        Log.RunExtended(logger, Id, labels, run.Record.History.Bought);
        Begin(run);
        return ReadAsync();
    }

    private Task<RunSnapshot> GoOnAsync()
    {
        if (_run is { Work: null } run)
        {
            Writing(() => run.Append(new RunResumed()));
            Begin(run);
        }
        return ReadAsync();
    }

    private ActiveRun Open(RunDefinition definition) => new(new RunRecord(definition, store.Journal(definition.RunId), time), registry);

    private void Begin(ActiveRun run)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        var work = new BackgroundWork(_turns, asks => ReferenceEquals(run.Work, asks), lifetime.ApplicationStopping);
        DelayDeactivation(KeepAlive);
        run.Begin(work);
        // One at a time: the one before may still be taking back what it has asked the trainer for.
        _working = work.RunAsync(
            _working, token => ExecuteAsync(run, work, token), end => WriteAsync(run, work, () => End(run, end), lifetime.ApplicationStopping));
    }

    private async Task<JournalEntry?> ExecuteAsync(ActiveRun run, BackgroundWork work, CancellationToken cancellationToken)
    {
        long epoch;
        RunHistory history;
        try
        {
            (epoch, history) = await WriteAsync(run, work, () => (run.Record.Claim(), run.Record.History), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new RunStopped();
        }
        catch (SupersededException superseded)
        {
            Log.RunSuperseded(logger, Id, superseded.Message);
            return null;
        }
        // An earlier activation has ended it after this one had read it.
        if (history.State != RunState.Queued)
            return null;
        var steps = new RunWork(
            new RunId(Id),
            run.Record.Options,
            history,
            epoch,
            slots,
            disk,
            entry => work.InTurnAsync(() => run.Append(entry)),
            () => work.InTurnAsync(() => run.Record.History),
            progress => _ = work.InTurnAsync(() => run.Show(progress)),
            cancellationToken);
        return await execution.ExecuteAsync(steps, cancellationToken);
    }

    // Outside of the grain's turns; each attempt is one.
    private Task<T> WriteAsync<T>(ActiveRun run, BackgroundWork work, Func<T> write, CancellationToken cancellationToken) => disk.WriteAsync(
        $"The journal of run {Id}", () => work.InTurnAsync(write), waiting => _ = work.InTurnAsync(() => run.ShowWaiting(waiting)), cancellationToken);

    // The work says how it has ended; null where it has been superseded.
    private bool End(ActiveRun run, JournalEntry? end)
    {
        try
        {
            if (end is not null)
                run.Append(end);
        }
        catch (SupersededException superseded)
        {
            Log.RunSuperseded(logger, Id, superseded.Message);
            end = null;
        }
        Rest(run);
        if (end is null)
            DeactivateOnIdle();
        else
            Log.RunEnded(logger, end, run.Record);
        telemetry.Ended(run.Record.Options, run.Record.History);
        return true;
    }

    private void Rest(ActiveRun run)
    {
        DelayDeactivation(TimeSpan.Zero);
        run.Rest();
    }

    private void RefuseDamaged()
    {
        if (_damage.Length > 0)
            throw Refusal.Conflict($"Run {Id} is damaged: {_damage}");
    }

    // What a caller asked for could not be written down, and so has not happened.
    private void Writing(Action write)
    {
        try
        {
            write();
        }
        catch (DatabaseAwayException away)
        {
            throw Refusal.Unavailable($"What run {Id} does cannot be written down: {away.Message} Try again when it does.", away);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unavailable($"The files of run {Id} cannot be written ({error.Message}). Make room on their disk, then try again.", error);
        }
        catch (SupersededException superseded)
        {
            DeactivateOnIdle();
            throw Refusal.Unavailable($"Run {Id} goes on in another activation. Try again.", superseded);
        }
    }
}

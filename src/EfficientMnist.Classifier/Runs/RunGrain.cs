using System.Globalization;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Scheduling;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// One run: its state is its <see cref="RunRecord"/>. Its computation goes on beside its turns, as a task that posts what it has
/// done back to them; meanwhile the grain stays active.
/// </summary>
internal sealed class RunGrain(
    RunStore store, RunRegistry registry, RunExecution execution, ComputeSlots slots, DiskPatience disk, RunTelemetry telemetry, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RunGrain> logger)
    : Grain, IRunGrain
{
    // As good as for ever; longer spans do not fit into the collector's calendar.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromDays(365);
    private static readonly RunProgress NoProgress = new() { Phase = RunPhase.Unspecified };

    private TaskScheduler _turns = TaskScheduler.Default;
    private RunRecord? _record;
    private RunProgress _progress = NoProgress;
    // The computation at hand; none while nothing goes on.
    private BackgroundWork? _work;
    private Task _working = Task.CompletedTask;
    // Why the run cannot be read at all.
    private string _damage = "";

    private string Id => this.GetPrimaryKeyString();

    /// <summary>The run, which callers have been told exists.</summary>
    private RunRecord Existing => _record ?? throw Refusal.NotFound($"There is no run '{Refusal.Quote(Id)}'.");

    private RunState State => this switch
    {
        { _work: null } => Existing.History.State,
        _ => _progress.Waiting?.Reason == WaitReason.Turn ? RunState.Queued : RunState.Running,
    };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turns = TaskScheduler.Current;
        try
        {
            if (store.Find(Id) is { } definition)
            {
                _record = Open(definition);
                if (_record.History.State == RunState.Queued)
                {
                    Log.RunGoesOn(logger, Id, _record.History.Bought);
                    Begin(_record);
                }
            }
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
        var isUnfinished = _record is not null && State is RunState.Queued or RunState.Running;
        if (_work is { } work)
        {
            // Nothing is recorded: the next activation goes on.
            _work = null;
            await work.CancelAsync();
            await _working.WaitAsync(cancellationToken);
        }
        if (isUnfinished && !lifetime.ApplicationStopping.IsCancellationRequested)
            _ = GrainFactory.GetGrain<IRunGrain>(Id).ReadAsync();
    }

    public Task<RunSnapshot> StartAsync(RunDefinition definition)
    {
        RefuseDamaged();
        if (_record is null)
        {
            Writing(() => store.Create(definition));
            _record = Open(definition);
            Log.RunStarted(logger, Id, RunOptionsBinder.Name(_record.Options));
            Begin(_record);
        }
        else if (RunOptionsBinder.Name(_record.Options) is var name && name != RunOptionsBinder.Name(RunOptionsBinder.Bind(definition.Options)))
        {
            throw Refusal.Conflict($"Run {Id} exists already, with other options: {name}.");
        }
        return ReadAsync();
    }

    public Task<RunSnapshot> ReadAsync()
    {
        RefuseDamaged();
        var record = Existing;
        return Task.FromResult(new RunSnapshot(new RunId(Id), record.Options, record.History, Message(record)));
    }

    public Task<RunSnapshot> StopAsync()
    {
        RefuseDamaged();
        if (_work is not { } work)
            return ReadAsync();
        if (_progress.Waiting is { Reason: not WaitReason.Unspecified })
        {
            // Nothing is at hand that could not be begun again; whatever it still posts comes too late.
            Writing(() => Record(new RunStopped()));
            Rest();
            Log.RunStopped(logger, Id, Existing.History.Bought);
        }
        else
        {
            Show(_progress with { Waiting = new RunWaiting(WaitReason.Unspecified, "stops after the step at hand") });
        }
        _ = work.CancelAsync();
        return ReadAsync();
    }

    public Task<RunSnapshot> ResumeAsync()
    {
        RefuseDamaged();
        if (Existing.History.State == RunState.Completed && _work is null)
            throw Refusal.Conflict($"Run {Id} is complete; there is nothing to resume.");
        return GoOnAsync();
    }

    public Task<RunSnapshot> RelearnAsync()
    {
        RefuseDamaged();
        var run = Existing;
        if (!run.Options.Oracle.IsHuman)
            throw Refusal.Conflict($"The labels of run {Id} are those of its data set, which nobody corrects; there is nothing to learn again.");
        if (run.History.FinalGrading is not null)
            throw Refusal.Conflict($"Run {Id} is graded, so it stays as it is: what it learned now could know the result. Start a new run.");
        if (State is RunState.Stopped or RunState.Failed)
            throw Refusal.Conflict($"Run {Id} has not completed. Resume it; it learns what was corrected before it goes on.");
        return GoOnAsync();
    }

    public Task<RunSnapshot> ArchiveAsync(bool archived)
    {
        RefuseDamaged();
        var run = Existing;
        if (run.History.IsArchived == archived)
            return ReadAsync();
        if (_work is not null)
            throw Refusal.Conflict($"Run {Id} is {State.ToString().ToLowerInvariant()}. Stop it before you archive it (eml stop {Id}).");
        Writing(() => Record(new RunArchived(archived)));
        return ReadAsync();
    }

    public Task<RunSnapshot> ExtendAsync(int labels)
    {
        RefuseDamaged();
        var run = Existing;
        var (history, budget) = (run.History, run.History.BudgetOf(run.Options));
        // The same call once more, whose first answer did not arrive.
        if (history.Extensions is [.., var last] && last == labels)
            return ReadAsync();
        if (State != RunState.Completed)
        {
            throw Refusal.Conflict($"Run {Id} is {State.ToString().ToLowerInvariant()}; only a completed run is extended. {(State is RunState.Stopped or RunState.Failed ? $"Resume it first (eml resume {Id})." : $"Wait for its end (eml watch {Id}).")}");
        }
        if (labels <= budget)
            throw Refusal.InvalidField("labels", $"labels={labels} is no extension: run {Id} has a budget of {budget} labels and has bought {history.Bought}. Give the new budget in all, {budget + 1} or more.");
        if (history.Extensions.Count >= RunLimits.Extensions)
            throw Refusal.Conflict($"Run {Id} was extended {RunLimits.Extensions} times, the most there may be: each is graded, and who looks at the test labels often fits to them. Start a new run.");
        // Whatever holds for a run of so many labels.
        RunOptionsBinder.Bind(run.Options, new Dictionary<string, string> { ["labels"] = labels.ToString(CultureInfo.InvariantCulture) });
        Writing(() => Record(new RunExtended(labels)));
        Log.RunExtended(logger, Id, labels, history.Bought);
        Begin(run);
        return ReadAsync();
    }

    private Task<RunSnapshot> GoOnAsync()
    {
        if (_record is { } record && _work is null)
        {
            Writing(() => Record(new RunResumed()));
            Begin(record);
        }
        return ReadAsync();
    }

    private RunRecord Open(RunDefinition definition) => new(definition, store.Journal(definition.RunId), time);

    private void Begin(RunRecord record)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        var work = new BackgroundWork(_turns, asks => ReferenceEquals(_work, asks), lifetime.ApplicationStopping);
        _work = work;
        record.Rest();
        DelayDeactivation(KeepAlive);
        Show(new RunProgress { Phase = RunPhase.Encoder });
        // One at a time: the one before may still be taking back what it has asked the trainer for.
        _working = work.RunAsync(
            _working, token => ExecuteAsync(record, work, token), entry => WriteAsync(work, () => End(entry), lifetime.ApplicationStopping));
    }

    private async Task<JournalEntry?> ExecuteAsync(RunRecord record, BackgroundWork work, CancellationToken cancellationToken)
    {
        long epoch;
        RunHistory history;
        try
        {
            (epoch, history) = await WriteAsync(work, () => (record.Claim(), record.History), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new RunStopped();
        }
        var run = new RunWork(
            new RunId(Id), record.Options, history, epoch, slots, disk, entry => work.InTurnAsync(() => Record(entry)), progress => _ = work.InTurnAsync(() => Show(progress)), cancellationToken);
        return await execution.ExecuteAsync(run, cancellationToken);
    }

    // Outside of the grain's turns; each attempt is one.
    private Task<T> WriteAsync<T>(BackgroundWork work, Func<T> write, CancellationToken cancellationToken) => disk.WriteAsync(
        $"The journal of run {Id}", () => work.InTurnAsync(write), waiting => _ = work.InTurnAsync(() => Show(_progress with { Waiting = waiting })), cancellationToken);

    private bool End(JournalEntry? end)
    {
        var record = Existing;
        try
        {
            if (end is not null)
                Record(end);
        }
        catch (SupersededException superseded)
        {
            Log.RunSuperseded(logger, Id, superseded.Message);
            end = null;
        }
        Rest();
        if (end is null)
            DeactivateOnIdle();
        else
            Log.RunEnded(logger, end, record);
        telemetry.Ended(record.Options, record.History);
        return true;
    }

    // Nothing goes on any more, and the grain may be deactivated.
    private void Rest()
    {
        DelayDeactivation(TimeSpan.Zero);
        if (_work is null)
            return;
        _work = null;
        Existing.Rest();
        Publish(Existing);
    }

    private RunHistory Record(JournalEntry entry)
    {
        var record = Existing;
        record.Append(entry);
        if (entry is RunStopped or RunFailed or RunCompleted)
        {
            _work = null;
            record.Rest();
        }
        _progress = entry is RunCompleted ? new RunProgress { Phase = RunPhase.Done } : _progress with { Waiting = null };
        Publish(record);
        return record.History;
    }

    private bool Show(RunProgress progress)
    {
        _progress = progress;
        Existing.Count(progress.Waiting?.Reason switch
        {
            WaitReason.People => RunTime.Waited,
            WaitReason.Turn or WaitReason.Disk => RunTime.Still,
            _ => RunTime.Worked,
        });
        Publish(Existing);
        return true;
    }

    private void Publish(RunRecord record) => registry.Publish(Message(record), record.Clock);

    private Run Message(RunRecord record) => record.ToMessage(State, _work is null ? _progress with { Waiting = null, Spent = null } : _progress);

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

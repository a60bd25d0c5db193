using System.Diagnostics;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Scheduling;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// One run: its state is the sum of its journal, which it writes. Its computation goes on beside its turns, as a task that posts
/// what it has done back to them; meanwhile the grain stays active. Whatever an activation writes or buys carries its epoch, so
/// that one that should be gone can do no harm.
/// </summary>
internal sealed class RunGrain(
    RunStore store, RunRegistry registry, ActiveLearningRun learning, ComputeSlots slots, RunTelemetry telemetry, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<RunGrain> logger)
    : Grain, IRunGrain
{
    // As good as for ever; longer spans do not fit into the collector's calendar.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromDays(365);
    private static readonly RunProgress NoProgress = new() { Phase = RunPhase.Unspecified };

    private TaskScheduler _turns = TaskScheduler.Default;
    private RunDefinition? _definition;
    private RunOptions _options = new();
    private RunJournal? _journal;
    private RunHistory _history = RunHistory.Start;
    private long? _epoch;
    private RunProgress _progress = NoProgress;
    private RunClock _clock = new(0, 0);
    // The computation at hand and what ends it; none while nothing goes on.
    private CancellationTokenSource? _work;
    private Task _working = Task.CompletedTask;
    // Why the run has failed without its journal knowing, or cannot be read at all.
    private string _unrecorded = "";
    private string _damage = "";

    private RunState State => this switch
    {
        { _unrecorded.Length: > 0 } => RunState.Failed,
        { _work: null } => _history.State,
        _ => _progress.Waiting?.Reason == WaitReason.Turn ? RunState.Queued : RunState.Running,
    };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _turns = TaskScheduler.Current;
        try
        {
            if (store.Find(this.GetPrimaryKeyString()) is { } definition)
            {
                Open(definition);
                if (_history.State == RunState.Queued)
                {
                    Log.RunGoesOn(logger, definition.RunId, _history.Bought);
                    Begin();
                }
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or RefusalException)
        {
            Log.RunDamaged(logger, this.GetPrimaryKeyString(), error.Message);
            _damage = error.Message;
        }
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var isUnfinished = State is RunState.Queued or RunState.Running;
        if (_work is { } work)
        {
            // Nothing is recorded: the next activation goes on.
            _work = null;
            await work.CancelAsync();
            await _working.WaitAsync(cancellationToken);
        }
        if (isUnfinished && !lifetime.ApplicationStopping.IsCancellationRequested)
            _ = GrainFactory.GetGrain<IRunGrain>(this.GetPrimaryKeyString()).ReadAsync();
    }

    public Task<RunSnapshot> StartAsync(RunDefinition definition)
    {
        RefuseDamaged();
        if (_definition is null)
        {
            Writing(() => store.Create(definition));
            Open(definition);
            Log.RunStarted(logger, definition.RunId, RunOptionsBinder.Name(_options));
            Begin();
        }
        else if (RunOptionsBinder.Name(RunOptionsBinder.Bind(definition.Options)) is var name && name != RunOptionsBinder.Name(_options))
        {
            throw Refusal.Conflict($"Run {definition.RunId} exists already, with other options: {RunOptionsBinder.Name(_options)}.");
        }
        return ReadAsync();
    }

    public Task<RunSnapshot> ReadAsync()
    {
        RefuseDamaged();
        return _definition is { } definition
            ? Task.FromResult(new RunSnapshot(new RunId(definition.RunId), _options, _history, Message()))
            : throw Refusal.NotFound($"There is no run '{Refusal.Quote(this.GetPrimaryKeyString())}'.");
    }

    public Task<RunSnapshot> StopAsync()
    {
        RefuseDamaged();
        if (_work is { } work && State == RunState.Queued)
        {
            Writing(() => Record(new RunStopped()));
            _ = work.CancelAsync();
            Rest();
            Log.RunStopped(logger, this.GetPrimaryKeyString(), _history.Bought);
        }
        else if (_work is { } working)
        {
            Show(_progress with { Waiting = new RunWaiting(WaitReason.Unspecified, "stops after the step at hand") });
            // Not Cancel: what waits on the token must not go on inside this turn.
            _ = working.CancelAsync();
        }
        return ReadAsync();
    }

    public Task<RunSnapshot> ResumeAsync()
    {
        RefuseDamaged();
        if (State == RunState.Completed)
            throw Refusal.Conflict($"Run {this.GetPrimaryKeyString()} is complete; there is nothing to resume.");
        return GoOnAsync();
    }

    public Task<RunSnapshot> RelearnAsync()
    {
        RefuseDamaged();
        var id = this.GetPrimaryKeyString();
        if (!_options.Oracle.IsHuman)
            throw Refusal.Conflict($"The labels of run {id} are those of its data set, which nobody corrects; there is nothing to learn again.");
        if (_history.FinalGrading is not null)
            throw Refusal.Conflict($"Run {id} is graded, so it stays as it is: what it learned now could know the result. Start a new run.");
        if (State is RunState.Stopped or RunState.Failed)
            throw Refusal.Conflict($"Run {id} has not completed. Resume it; it learns what was corrected before it goes on.");
        return GoOnAsync();
    }

    private Task<RunSnapshot> GoOnAsync()
    {
        if (_definition is not null && _work is null)
        {
            Writing(() => Record(new RunResumed()));
            Begin();
        }
        return ReadAsync();
    }

    private void Open(RunDefinition definition)
    {
        _options = RunOptionsBinder.Bind(definition.Options);
        _journal = store.Journal(definition.RunId);
        _history = _journal.Replay();
        _clock = new RunClock(_history.Seconds, _history.Waited);
        _definition = definition;
    }

    private void Begin()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        try
        {
            _epoch ??= _journal!.Activate(time.GetUtcNow());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fail(error);
            return;
        }
        var work = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        (_work, _unrecorded) = (work, "");
        _clock = new RunClock(_history.Seconds, _history.Waited).Count(RunTime.Worked, time);
        DelayDeactivation(KeepAlive);
        Show(new RunProgress { Phase = RunPhase.Encoder });
        var run = new RunWork(
            new RunId(_definition!.RunId), _options, _history, _epoch.Value, slots, entry => InTurnAsync(work, () => Record(entry)), progress => _ = InTurnAsync(work, () => Show(progress)));
        // One at a time: the one before may still be taking back what it has asked the trainer for.
        var before = _working;
        _working = Task.Run(async () =>
        {
            await Task.WhenAny(before);
            await WorkAsync(run, work);
        });
    }

    /// <summary>The computation, outside the grain's turns.</summary>
    private async Task WorkAsync(RunWork run, CancellationTokenSource work)
    {
        // The work outlasts the call that began it.
        Activity.Current = null;
        JournalEntry? end = null;
        try
        {
            using (run)
                await learning.ExecuteAsync(run, work.Token);
            end = new RunCompleted();
        }
        catch (Exception) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Whatever broke off while everything ends is tried again at the next start.
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            end = new RunStopped();
        }
        catch (SupersededException superseded)
        {
            Log.RunSuperseded(logger, run.Id.Value, superseded.Message);
        }
        catch (Exception error)
        {
            Log.RunFailed(logger, run.Id.Value, error);
            end = new RunFailed(error.Message);
        }
        try
        {
            await InTurnAsync(work, () => End(end));
        }
        catch (OperationCanceledException)
        {
            // The run was stopped or deactivated meanwhile, and has said so itself.
        }
        finally
        {
            work.Dispose();
        }
    }

    /// <summary>Runs something as a turn of the grain; does nothing where the work that it belongs to is no longer that at hand.</summary>
    private Task<T> InTurnAsync<T>(CancellationTokenSource work, Func<T> turn) => Task.Factory.StartNew(
        () => ReferenceEquals(_work, work) ? turn() : throw new OperationCanceledException("The run goes on without this work."),
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        _turns);

    private bool End(JournalEntry? end)
    {
        if (end is not null)
        {
            try
            {
                Record(end);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Fail(error);
                return true;
            }
            catch (SupersededException superseded)
            {
                Log.RunSuperseded(logger, _definition!.RunId, superseded.Message);
                end = null;
            }
        }
        Rest();
        if (end is null)
            DeactivateOnIdle();
        else
            LogEnd(end);
        telemetry.Ended(_options, _history);
        return true;
    }

    /// <summary>
    /// The journal cannot be written, so that nothing can be recorded: the run has failed for as long as this activation lives,
    /// which it does. Resumed, once there is space again, it goes on behind the last entry.
    /// </summary>
    private void Fail(Exception error)
    {
        Log.RunUnrecorded(logger, _definition!.RunId, error);
        _unrecorded = $"The run's journal cannot be written ({error.Message}). Make room on its disk, then resume the run.";
        DelayDeactivation(KeepAlive);
        (_work, _clock) = (null, new RunClock(_history.Seconds, _history.Waited));
        Publish();
    }

    // Nothing goes on any more, and the grain may be deactivated.
    private void Rest()
    {
        DelayDeactivation(TimeSpan.Zero);
        if (_work is null)
            return;
        (_work, _clock) = (null, new RunClock(_history.Seconds, _history.Waited));
        Publish();
    }

    /// <summary>Writes the entry to the disk, then makes it so.</summary>
    private RunHistory Record(JournalEntry entry)
    {
        _epoch ??= _journal!.Activate(time.GetUtcNow());
        var clock = _clock.Now(time);
        var stamped = entry with { At = time.GetUtcNow(), Seconds = clock.Worked, Waited = clock.Waited };
        _journal!.Append(stamped, _epoch.Value);
        _history = _history.With(stamped);
        _unrecorded = "";
        if (entry is RunStopped or RunFailed or RunCompleted)
            (_work, _clock) = (null, new RunClock(_history.Seconds, _history.Waited));
        _progress = entry is RunCompleted ? new RunProgress { Phase = RunPhase.Done } : _progress with { Waiting = null };
        Publish();
        return _history;
    }

    private bool Show(RunProgress progress)
    {
        _progress = progress;
        _clock = _clock.Count(
            progress.Waiting?.Reason switch
            {
                WaitReason.People => RunTime.Waited,
                WaitReason.Turn => RunTime.Still,
                _ => RunTime.Worked,
            },
            time);
        Publish();
        return true;
    }

    private void Publish() => registry.Publish(Message(), _clock);

    private Run Message()
    {
        var message = RunMessages.Of(_definition!, _options, _history);
        message.State = State;
        if (_unrecorded.Length > 0)
            message.Error = _unrecorded;
        if (_progress.Phase != RunPhase.Unspecified)
            message.Show(_work is null ? _progress with { Waiting = null, Spent = null } : _progress);
        var clock = _clock.Now(time);
        (message.Seconds, message.WaitedSeconds) = (clock.Worked, clock.Waited);
        return message;
    }

    private void LogEnd(JournalEntry end)
    {
        var (id, name) = (_definition!.RunId, RunOptionsBinder.Name(_options));
        if (end is RunStopped)
            Log.RunStopped(logger, id, _history.Bought);
        else if (end is RunCompleted && _history.FinalGrading is { } graded)
            Log.RunCompleted(logger, id, name, graded.Accuracy, _history.Seconds);
        else if (end is RunCompleted)
            Log.RunCompletedUngraded(logger, id, name, _history.NotGraded, _history.Seconds);
    }

    private void RefuseDamaged()
    {
        if (_damage.Length > 0)
            throw Refusal.Conflict($"Run {this.GetPrimaryKeyString()} is damaged: {_damage}");
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
            throw Refusal.Unavailable($"The files of run {this.GetPrimaryKeyString()} cannot be written ({error.Message}). Make room on their disk, then try again.", error);
        }
        catch (SupersededException superseded)
        {
            DeactivateOnIdle();
            throw Refusal.Unavailable($"Run {this.GetPrimaryKeyString()} goes on in another activation. Try again.", superseded);
        }
    }
}

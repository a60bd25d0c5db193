using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Runs;

/// <summary>One run in this process: its journal, what the journal adds up to, and what watchers see.</summary>
internal sealed class LiveRun : IRunMonitor
{
    private readonly Lock _gate = new();
    private readonly RunJournal _journal;
    private readonly TimeProvider _time;
    private readonly LatestValue<RunSnapshot> _latest;
    private readonly RunClock _clock;
    private CancellationTokenSource? _work;

    public LiveRun(RunDefinition definition, RunJournal journal, TimeProvider time)
    {
        (_journal, _time, _clock) = (journal, time, new RunClock(time));
        Id = new RunId(definition.RunId);
        Options = RunOptionsBinder.Bind(definition.Options);
        Plan = new BatchSchedule(Options.ToLearner());
        journal.Replay(History.Apply);
        _clock.Stop(History.Seconds, History.Waited);
        _latest = new LatestValue<RunSnapshot>(Snapshot(definition));
    }

    public RunId Id { get; }

    public RunOptions Options { get; }

    public BatchSchedule Plan { get; }

    public RunHistory History { get; } = new();

    /// <summary>As it is now; its times go on where nothing else changes.</summary>
    public RunSnapshot Latest
    {
        get
        {
            lock (_gate)
                return _latest.Value with { Seconds = _clock.Worked, Waited = _clock.Waited };
        }
    }

    /// <summary>How far the run is at this moment, while it goes on.</summary>
    public RunPosition Position
    {
        get
        {
            lock (_gate)
                return new RunPosition(History.Learner, History.Spent, History.EncoderId, History.NetworkId, History.Pending);
        }
    }

    /// <summary>The labels bought up to this moment.</summary>
    public IReadOnlyList<Purchase> Purchases
    {
        get
        {
            lock (_gate)
                return [.. History.Purchases];
        }
    }

    public IAsyncEnumerable<RunSnapshot> WatchAsync(CancellationToken cancellationToken) => _latest.WatchAsync(cancellationToken);

    /// <summary>From queued to running; null where it was stopped meanwhile. Dispose the work when it has ended.</summary>
    public CancellationTokenSource? Begin(CancellationToken shutdown)
    {
        lock (_gate)
        {
            if (Latest.State != RunState.Queued)
                return null;
            _work = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
            _clock.Start(History.Seconds, History.Waited);
            Publish(Latest with { State = RunState.Running, Error = "", Progress = new RunProgress { Phase = RunPhase.Encoder } });
            return _work;
        }
    }

    /// <summary>The process ends in mid-run: nothing is recorded, so that the next one goes on.</summary>
    public void Suspend()
    {
        lock (_gate)
        {
            _work = null;
            _clock.Stop(History.Seconds, History.Waited);
            Publish(Latest with { State = RunState.Queued });
        }
    }

    /// <summary>
    /// The journal cannot be written, so that nothing can be recorded: the run has failed for as long as this process lives.
    /// Resumed, once there is space again, or started anew, it goes on behind the last entry.
    /// </summary>
    public void Break(string error)
    {
        lock (_gate)
        {
            _work = null;
            _clock.Stop(History.Seconds, History.Waited);
            Publish(Latest with { State = RunState.Failed, Error = error });
        }
    }

    /// <summary>Stops a waiting run at once and a working one after the step at hand; leaves an ended one as it is.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (Latest.State == RunState.Queued)
            {
                Record(new RunStopped());
            }
            else if (Latest.State == RunState.Running)
            {
                Note("stops after the step at hand");
                // Not Cancel: what waits on the token must not go on inside the lock.
                _ = _work?.CancelAsync();
            }
        }
    }

    /// <summary>Back into the queue; false where it waits or works already.</summary>
    /// <exception cref="RefusalException">It is complete.</exception>
    public bool Resume()
    {
        lock (_gate)
        {
            if (Latest.State == RunState.Completed)
                throw Refusal.Conflict($"Run {Id} is complete; there is nothing to resume.");
            if (!Latest.HasEnded)
                return false;
            Record(new RunResumed());
            return true;
        }
    }

    /// <summary>Back into the queue, to learn what was corrected since; false where it waits or works already.</summary>
    /// <exception cref="RefusalException">Nobody can have corrected its labels, or it is graded, or it is to be resumed.</exception>
    public bool Relearn()
    {
        lock (_gate)
        {
            if (!Options.Oracle.IsHuman)
                throw Refusal.Conflict($"The labels of run {Id} are those of its data set, which nobody corrects; there is nothing to learn again.");
            if (History.FinalGrading is not null)
                throw Refusal.Conflict($"Run {Id} is graded, so it stays as it is: what it learned now could know the result. Start a new run.");
            if (!Latest.HasEnded)
                return false;
            if (Latest.State != RunState.Completed)
                throw Refusal.Conflict($"Run {Id} has not completed. Resume it; it learns what was corrected before it goes on.");
            Record(new RunResumed());
            return true;
        }
    }

    /// <summary>Writes the entry to the disk, then makes it so.</summary>
    public void Record(JournalEntry entry)
    {
        lock (_gate)
        {
            var stamped = entry with { At = _time.GetUtcNow(), Seconds = _clock.Worked, Waited = _clock.Waited };
            _journal.Append(stamped);
            History.Apply(stamped);
            if (entry is RunStopped or RunFailed or RunCompleted)
            {
                _work = null;
                _clock.Stop(History.Seconds, History.Waited);
            }
            Publish(Latest with
            {
                State = _work is null ? History.State : RunState.Running,
                EncoderId = History.EncoderId,
                BudgetSpent = History.Spent,
                Round = History.Rounds,
                Assessments = [.. History.Assessments],
                EnsembleEstimate = History.Ensemble?.Estimate,
                Result = RunGrades.From(History),
                NotGraded = History.NotGraded,
                Error = History.Error,
                Progress = entry is RunCompleted ? new RunProgress { Phase = RunPhase.Done } : Latest.Progress with { Note = "" },
            });
        }
    }

    public void Report(RunProgress progress)
    {
        lock (_gate)
            Publish(Latest with { Progress = progress });
    }

    /// <summary>How far people are with a batch, and what the run has spent with their answers.</summary>
    public void Report(RunProgress progress, int spent)
    {
        lock (_gate)
            Publish(Latest with { Progress = progress, BudgetSpent = spent });
    }

    /// <summary>What follows is no work of the run's own, or is again.</summary>
    public void Wait(bool waits)
    {
        lock (_gate)
            _clock.Wait(waits);
    }

    public void Note(string note)
    {
        lock (_gate)
        {
            if (Latest.Progress.Note != note)
                Publish(Latest with { Progress = Latest.Progress with { Note = note } });
        }
    }

    private void Publish(RunSnapshot snapshot) => _latest.Set(snapshot with { Seconds = _clock.Worked, Waited = _clock.Waited });

    private RunSnapshot Snapshot(RunDefinition definition) => new()
    {
        Id = Id,
        Name = RunOptionsBinder.Name(Options),
        Options = definition.Options,
        CreatedAt = definition.CreatedAt,
        BudgetLimit = Options.Labels,
        StoppingRule = Options.Stop.Kind,
        State = History.State,
        Progress = new RunProgress { Phase = History.State == RunState.Completed ? RunPhase.Done : RunPhase.Unspecified },
        BudgetSpent = History.Spent,
        Round = History.Rounds,
        Assessments = [.. History.Assessments],
        EncoderId = History.EncoderId,
        EnsembleEstimate = History.Ensemble?.Estimate,
        Result = RunGrades.From(History),
        NotGraded = History.NotGraded,
        Error = History.Error,
        Seconds = History.Seconds,
        Waited = History.Waited,
    };
}

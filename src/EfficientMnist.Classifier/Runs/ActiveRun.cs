using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// A run in the turns of its grain: what it has done, what it is at, and how far that is. Each change is told to
/// <paramref name="registry"/>, and so to everybody who watches.
/// </summary>
internal sealed class ActiveRun(RunRecord record, RunRegistry registry)
{
    private RunProgress _progress = new() { Phase = RunPhase.Unspecified };

    public string Id => Record.Definition.RunId;

    /// <summary>What the run has done.</summary>
    public RunRecord Record { get; } = record;

    /// <summary>The computation at hand; null while nothing goes on.</summary>
    public BackgroundWork? Work { get; private set; }

    public RunState State => this switch
    {
        { Work: null } => Record.History.State,
        _ => _progress.Waiting?.Reason == WaitReason.Turn ? RunState.Queued : RunState.Running,
    };

    /// <summary>Whether the work at hand waits, so that nothing is lost that could not be begun again.</summary>
    public bool IsWaiting => _progress.Waiting is { Reason: not WaitReason.Unspecified };

    public RunSnapshot Snapshot => RunSnapshot.Of(new RunId(Id), Record.Options, Record.History, Message);

    private Run Message => Record.ToMessage(State, Work is null ? _progress with { Waiting = null, Spent = null } : _progress);

    /// <summary>The work is at hand from now on.</summary>
    public void Begin(BackgroundWork work)
    {
        Work = work;
        Record.Rest();
        Show(new RunProgress { Phase = RunPhase.Encoder });
    }

    /// <summary>Writes the entry to the journal; one that says how the run has ended ends the work at hand.</summary>
    /// <exception cref="SupersededException">A later activation writes the journal.</exception>
    /// <exception cref="IOException">The disk is full or fails; the entry never happened.</exception>
    public RunHistory Append(JournalEntry entry)
    {
        Record.Append(entry);
        if (entry is RunStopped or RunFailed or RunCompleted)
        {
            Work = null;
            Record.Rest();
        }
        _progress = entry switch
        {
            RunCompleted => new RunProgress { Phase = RunPhase.Done },
            RunDescribed or ImagesWanted or ImagesExcluded or ImagesUnmarked => _progress,
            _ => _progress with { Waiting = null },
        };
        Publish();
        return Record.History;
    }

    /// <summary>Tells how far the work is, and counts the time from now on as what it spends.</summary>
    public void Show(RunProgress progress)
    {
        _progress = progress;
        Record.Count(progress.Waiting?.Reason switch
        {
            WaitReason.People => RunTime.Waited,
            WaitReason.Turn or WaitReason.Disk => RunTime.Still,
            _ => RunTime.Worked,
        });
        Publish();
    }

    /// <summary>Tells what the work waits for; null once it goes on.</summary>
    public void ShowWaiting(RunWaiting? waiting) => Show(_progress with { Waiting = waiting });

    /// <summary>Tells that the work ends once its step has.</summary>
    public void ShowStopping() => ShowWaiting(new RunWaiting(WaitReason.Unspecified, "stops after the step at hand"));

    /// <summary>Nothing goes on any more.</summary>
    public void Rest()
    {
        if (Work is null)
            return;
        Work = null;
        Record.Rest();
        Publish();
    }

    /// <summary>The work at hand counts no more, and what it does from now on has not happened.</summary>
    public void Abandon() => Work = null;

    private void Publish() => registry.Publish(Message, Record.Clock, Record.History.Epoch);
}

using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Scheduling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// A run at work: what its steps go by, and where they put what they have done. For one thread at a time; what is recorded or
/// shown goes to the run's grain.
/// </summary>
/// <param name="id">The run.</param>
/// <param name="options">Its options.</param>
/// <param name="history">What it had done when the work began.</param>
/// <param name="epoch">The activation that the work belongs to.</param>
/// <param name="slots">Where it waits for its turn to compute.</param>
/// <param name="disk">How it waits for a disk that does not take an entry.</param>
/// <param name="record">Writes an entry to the journal and tells what that adds up to.</param>
/// <param name="read">Tells what the journal adds up to now, with what was said of the run meanwhile.</param>
/// <param name="show">Shows watchers how far the work is.</param>
/// <param name="cancellationToken">Ends the work.</param>
internal sealed class RunWork(
    RunId id, RunOptions options, RunHistory history, long epoch, ComputeSlots slots, DiskPatience disk, Func<JournalEntry, Task<RunHistory>> record, Func<Task<RunHistory>> read, Action<RunProgress> show,
    CancellationToken cancellationToken)
    : IRunMonitor, IDisposable
{
    private RunProgress _progress = new() { Phase = RunPhase.Encoder };
    private IDisposable? _slot;
    private bool _hadSlot;

    public RunId Id { get; } = id;

    public RunOptions Options { get; } = options;

    public long Epoch { get; } = epoch;

    public BatchSchedule Plan { get; } = new(options.ToLearner(history.Extensions));

    /// <summary>What the run has done so far.</summary>
    public RunHistory History { get; private set; } = history;

    private Lane Lane => Options switch
    {
        { Oracle.IsHuman: true } => Lane.Interactive,
        { Classifier.IsFineTuned: true } or { Student.Generations: > 0 } => Lane.Long,
        _ => Options.Student.At.Values.Length > 0 ? Lane.Long : Lane.Short,
    };

    /// <summary>The entry is on the disk, and in the history, when this has ended.</summary>
    public async Task RecordAsync(JournalEntry entry)
    {
        var computes = _slot is not null;
        History = await disk.WriteAsync($"The journal of run {Id}", () => record(entry), Wait, cancellationToken);
        // Others may have its turn, since it waited.
        if (computes)
            await TurnAsync(cancellationToken);
    }

    /// <summary>Takes over what others have said of the run since its last entry, such as which images are wanted next.</summary>
    public async Task RefreshAsync() => History = await read();

    public void Report(RunProgress progress)
    {
        // Others compute while it only waits.
        if (progress.Waiting is { Reason: not (WaitReason.Unspecified or WaitReason.Turn) })
            LeaveSlot();
        show(_progress = progress);
    }

    public void Wait(RunWaiting? waiting) => Report(_progress with { Waiting = waiting });

    /// <summary>Waits for its turn to compute, unless it has it.</summary>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (_slot is not null)
            return;
        _slot = await slots.TakeAsync(
            Lane, _hadSlot, (ahead, eta) => Wait(new RunWaiting(WaitReason.Turn, ahead == 1 ? "1 run is ahead" : $"{ahead} runs are ahead", eta)), cancellationToken);
        _hadSlot = true;
        if (_progress.Waiting is not null)
            Wait(null);
    }

    /// <summary>Lets others compute while the run waits.</summary>
    public void LeaveSlot()
    {
        _slot?.Dispose();
        _slot = null;
    }

    /// <summary>Shows all that is reported to it as one phase, whatever phase the work would otherwise belong to.</summary>
    public IRunMonitor As(RunPhase phase) => new PhaseMonitor(this, phase);

    public void Dispose() => LeaveSlot();

    private sealed class PhaseMonitor(RunWork run, RunPhase phase) : IRunMonitor
    {
        public void Report(RunProgress progress) => run.Report(progress with { Phase = phase });

        public void Wait(RunWaiting? waiting) => run.Wait(waiting);
    }
}

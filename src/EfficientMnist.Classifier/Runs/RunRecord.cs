using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Runs;

/// <summary>
/// What one activation knows of a run, and writes: its journal, added up, and its times. Each entry carries the activation's
/// epoch, so that one that should be gone can write nothing.
/// </summary>
internal sealed class RunRecord
{
    private readonly IRunJournal _journal;
    private readonly TimeProvider _time;
    private long? _epoch;
    private RunClock _clock;

    /// <summary>Reads the run's journal.</summary>
    /// <exception cref="InvalidDataException">The journal is damaged.</exception>
    public RunRecord(RunDefinition definition, IRunJournal journal, TimeProvider time)
    {
        (Definition, Options, _journal, _time) = (definition, RunOptionsBinder.Bind(definition.Options), journal, time);
        History = journal.Replay();
        _clock = new RunClock(History.Seconds, History.Waited);
    }

    public RunDefinition Definition { get; }

    public RunOptions Options { get; }

    /// <summary>What the run has done.</summary>
    public RunHistory History { get; private set; }

    /// <summary>The run's times as they are now.</summary>
    public RunClock Clock => _clock.Now(_time);

    /// <summary>The epoch of this activation, which is kept once it has one. From then on nobody else writes, and the history is what there is.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public long Claim()
    {
        if (_epoch is { } claimed)
            return claimed;
        var epoch = _journal.Activate(_time.GetUtcNow());
        History = _journal.Replay();
        _epoch = epoch;
        return epoch;
    }

    /// <summary>Writes the entry to the disk, then makes it so.</summary>
    /// <exception cref="SupersededException">A later activation writes the journal, or an earlier one did since this one has read it.</exception>
    /// <exception cref="IOException">The disk is full or fails; the entry never happened.</exception>
    public void Append(JournalEntry entry)
    {
        var known = History.Entries;
        var isFirst = _epoch is null;
        var epoch = Claim();
        // The claim is an entry, too. What else there is was not known to whoever decided on this one.
        if (isFirst && History.Entries > known + 1)
            throw new SupersededException($"Run {Definition.RunId} was written elsewhere since it was read.");
        var clock = Clock;
        var stamped = entry with { At = _time.GetUtcNow(), Seconds = clock.Worked, Waited = clock.Waited };
        _journal.Append(stamped, epoch);
        History = History.With(stamped);
    }

    /// <summary>Counts the time from now on as this.</summary>
    public void Count(RunTime counts) => _clock = _clock.Count(counts, _time);

    /// <summary>Counts no more; what the journal does not know has not been.</summary>
    public void Rest() => _clock = new RunClock(History.Seconds, History.Waited);

    /// <summary>The run as callers are told of it.</summary>
    public Run ToMessage(RunState state, RunProgress progress)
    {
        var message = RunMessages.Of(Definition, Options, History);
        message.State = state;
        if (progress.Phase != RunPhase.Unspecified)
            message.Show(progress);
        var clock = Clock;
        (message.Seconds, message.WaitedSeconds) = (clock.Worked, clock.Waited);
        return message;
    }
}

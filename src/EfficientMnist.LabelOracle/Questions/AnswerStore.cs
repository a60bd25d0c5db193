using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>What annotators say, skip, take back and correct: each a row of the ledger, none ever changed.</summary>
internal sealed class AnswerStore(
    ILedgerDatabase database, QuestionQueue questions, LabelMetrics metrics, QueueSignal signal, TimeProvider time, ILogger<AnswerStore> logger)
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 1_000;

    public Task<AnswerOutcome> AnswerAsync(RunId run, SampleId sample, Verdict verdict, Annotator annotator, CancellationToken cancellationToken) =>
        RecordAsync(run, isCorrection: false, (work, token) => AnswerAsync(work, sample, verdict, annotator, token), cancellationToken);

    public Task<AnswerOutcome> SkipAsync(RunId run, SampleId sample, Annotator annotator, CancellationToken cancellationToken) =>
        RecordAsync(run, isCorrection: false, (work, token) => SkipAsync(work, sample, annotator, token), cancellationToken);

    /// <summary>Takes back as many of the annotator's latest answers and skips as there are, at most <paramref name="count"/>.</summary>
    public Task<AnswerOutcome> UndoAsync(RunId run, Annotator annotator, int count, CancellationToken cancellationToken)
    {
        QuestionQueue.CheckCount("count", count);
        return RecordAsync(run, isCorrection: false, (work, token) => UndoAsync(work, annotator, count, token), cancellationToken);
    }

    /// <summary>Gives several images the same answer, in one transaction; <see cref="AnswerOutcome.Several"/> tells which could not have it.</summary>
    public Task<AnswerOutcome> AnswerAsync(RunId run, IReadOnlyList<SampleId> samples, Verdict verdict, Annotator annotator, CancellationToken cancellationToken)
    {
        QuestionQueue.CheckSamples(samples);
        return RecordAsync(run, isCorrection: false, (work, token) => AnswerAsync(work, samples, verdict, annotator, token), cancellationToken);
    }

    public Task<AnswerOutcome> CorrectAsync(RunId run, SampleId sample, Verdict verdict, Annotator annotator, CancellationToken cancellationToken) =>
        RecordAsync(run, isCorrection: true, (work, token) => CorrectAsync(work, sample, verdict, annotator, token), cancellationToken);

    /// <summary>The answers given, as they are now, newest first; of one annotator or, with an empty name, of all.</summary>
    public Task<List<LedgerRow>> ListAsync(RunId run, string annotator, int limit, CancellationToken cancellationToken) =>
        limit is < 0 or > MaxLimit
            ? throw Refusal.Invalid($"The limit is {limit}; give 1 to {MaxLimit}, or 0 for {DefaultLimit}.")
            : database.ReadAsync(
                session => LedgerTable.AnswersAsync(session, run, annotator, limit == 0 ? DefaultLimit : limit, cancellationToken), cancellationToken);

    /// <summary>How far people agree on the images that two of them have answered.</summary>
    public Task<Agreement> AgreementAsync(RunId run, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var (open, answered) = await SecondTable.CountAsync(session, run, cancellationToken);
            return new Agreement(open + answered, await SecondTable.TwiceAsync(session, run, cancellationToken));
        },
        cancellationToken);

    private async Task<AnswerOutcome> RecordAsync(
        RunId id, bool isCorrection, Func<Work, CancellationToken, Task<AnswerOutcome>> record, CancellationToken cancellationToken)
    {
        using var spans = new LabelQuerySpans(database.System, time);
        var outcome = await database.WriteAsync(
            async session =>
            {
                spans.Begun();
                if (await RunTable.TryLockAsync(session, id, cancellationToken) is not { } run)
                    return new AnswerOutcome.UnknownRun(id);
                if (run.Oracle != OracleKind.Human)
                    return new AnswerOutcome.NobodyAsked(id);
                if (isCorrection && run.ClosedAt is not null && await GradingTable.CountAsync(session, id, cancellationToken) > 0)
                    return new AnswerOutcome.RunGraded(id);
                return run.ClosedAt is { } closedAt && !isCorrection
                    ? new AnswerOutcome.RunClosed(id, closedAt)
                    : await record(new Work(session, run, spans), cancellationToken);
            },
            cancellationToken);
        spans.Complete();
        foreach (var recorded in outcome is AnswerOutcome.Several several ? several.Entries : [.. new[] { outcome }.OfType<AnswerOutcome.Recorded>()])
        {
            if (!recorded.Replayed)
                Report(recorded.Row);
        }
        return outcome;
    }

    private async Task<AnswerOutcome> AnswerAsync(Work work, IReadOnlyList<SampleId> samples, Verdict verdict, Annotator annotator, CancellationToken cancellationToken)
    {
        List<AnswerOutcome.Recorded> recorded = [];
        List<(SampleId, AnswerOutcome)> leftOut = [];
        foreach (var sample in samples)
        {
            var outcome = await AnswerAsync(work, sample, verdict, annotator, cancellationToken);
            if (outcome is AnswerOutcome.Recorded one)
            {
                recorded.Add(one);
                work = work with { Run = one.Run };
            }
            else
                leftOut.Add((sample, outcome));
        }
        return new AnswerOutcome.Several(work.Run, recorded, leftOut, await questions.ProgressAsync(work.Session, work.Run, cancellationToken));
    }

    private async Task<AnswerOutcome> AnswerAsync(Work work, SampleId sample, Verdict verdict, Annotator annotator, CancellationToken cancellationToken)
    {
        verdict.Check(work.Run);
        if (await QuestionTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is not { } question)
            return new AnswerOutcome.NotAsked(work.Run.Id, sample);
        if (question.Label is not null)
        {
            var row = await LedgerTable.GetAsync(work.Session, question.Entry, cancellationToken);
            if (row.Annotator != annotator.Name && await SecondTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is { } second)
                return await AnswerSecondAsync(work, question, second, verdict, annotator, cancellationToken);
            return verdict.IsSaidBy(row) && row.Annotator == annotator.Name
                ? await RecordedAsync(work, row, annotator, replayed: true, cancellationToken)
                : new AnswerOutcome.AnsweredBefore(sample, row.Annotator);
        }

        if (questions.IsHeldByOther(question, annotator))
            return new AnswerOutcome.Held(sample, question.Holder);

        var price = work.Run.Prices.Of(verdict.Label);
        var (charged, answer) = await AppendAsync(work, question.Row(LedgerAction.Answered, verdict, annotator, time.GetUtcNow(), price), question, new Cost(1, price), cancellationToken);
        await QuestionTable.LabelAsync(work.Session, question, answer, cancellationToken);
        return await RecordedAsync(charged, answer, annotator, replayed: false, cancellationToken);
    }

    // Beside the label, which stays the first answer's: neither charged nor a row of the ledger.
    private async Task<AnswerOutcome> AnswerSecondAsync(Work work, Question question, SecondAnswer second, Verdict verdict, Annotator annotator, CancellationToken cancellationToken)
    {
        var row = SecondRow(question, verdict, annotator);
        if (second.IsAnswered)
        {
            return second.Said == new Said(annotator.Name, verdict.Label, verdict.Reject)
                ? await RecordedAsync(work, row, annotator, replayed: true, cancellationToken)
                : new AnswerOutcome.AnsweredBefore(question.Sample, second.Said.Annotator);
        }
        if (questions.IsHeldByOther(second, annotator))
            return new AnswerOutcome.Held(question.Sample, second.Holder);

        await SecondTable.AnswerAsync(work.Session, question, annotator, verdict, row.Time, cancellationToken);
        await work.Session.AnnounceAsync(work.Run.Id, cancellationToken);
        return await RecordedAsync(work, row, annotator, replayed: false, cancellationToken);
    }

    private LedgerRow SecondRow(Question question, Verdict? verdict, Annotator annotator, LedgerAction action = LedgerAction.Answered) =>
        question.Row(action, verdict, annotator, time.GetUtcNow()) with { Charged = false, Supersedes = 0 };

    private async Task<AnswerOutcome> SkipAsync(Work work, SampleId sample, Annotator annotator, CancellationToken cancellationToken)
    {
        if (await QuestionTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is not { } question)
            return new AnswerOutcome.NotAsked(work.Run.Id, sample);
        if (question.Label is not null)
        {
            var first = await LedgerTable.GetAsync(work.Session, question.Entry, cancellationToken);
            if (first.Annotator == annotator.Name
                || await SecondTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is not { IsAnswered: false } second)
                return new AnswerOutcome.AnsweredBefore(sample, first.Annotator);
            if (questions.IsHeldByOther(second, annotator))
                return new AnswerOutcome.Held(sample, second.Holder);
            await SecondTable.ClearAsync(work.Session, work.Run.Id, sample, annotator.Name, cancellationToken);
            return await RecordedAsync(work, SecondRow(question, null, annotator, LedgerAction.Skipped), annotator, replayed: false, cancellationToken);
        }
        if (questions.IsHeldByOther(question, annotator))
            return new AnswerOutcome.Held(sample, question.Holder);

        // Not at it any more, and the last who skipped it: the same skip again.
        if (question.IsSkipped && question.Holder.Length == 0
            && await LedgerTable.GetAsync(work.Session, question.Entry, cancellationToken) is { } before && before.Annotator == annotator.Name)
            return await RecordedAsync(work, before, annotator, replayed: true, cancellationToken);

        var (after, skip) = await AppendAsync(work, question.Row(LedgerAction.Skipped, null, annotator, time.GetUtcNow()), question, Cost.None, cancellationToken);
        await QuestionTable.ReopenAsync(work.Session, question, skip, last: true, cancellationToken);
        return await RecordedAsync(after, skip, annotator, replayed: false, cancellationToken);
    }

    private async Task<AnswerOutcome> UndoAsync(Work work, Annotator annotator, int count, CancellationToken cancellationToken)
    {
        List<AnswerOutcome.Recorded> recorded = [];
        while (recorded.Count < count)
        {
            var outcome = await UndoAsync(work, annotator, cancellationToken);
            if (outcome is not AnswerOutcome.Recorded one)
                return recorded.Count > 0 ? Several() : outcome;
            recorded.Add(one);
            work = work with { Run = one.Run };
        }
        return Several();

        AnswerOutcome Several() => new AnswerOutcome.Several(work.Run, recorded, [], recorded[^1].Progress);
    }

    private async Task<AnswerOutcome> UndoAsync(Work work, Annotator annotator, CancellationToken cancellationToken)
    {
        var latest = await QuestionTable.LastOfAsync(work.Session, work.Run.Id, annotator, cancellationToken);
        if (work.Run.SecondShare > 0 && await SecondTable.LastOfAsync(work.Session, work.Run.Id, annotator, cancellationToken) is { } second
            && (latest is null || second.Time >= (await LedgerTable.GetAsync(work.Session, latest.Entry, cancellationToken)).Time))
            return await UndoSecondAsync(work, second, annotator, cancellationToken);
        if (latest is not { } question)
            return new AnswerOutcome.NothingToUndo(work.Run.Id, annotator);
        if (questions.IsHeldByOther(question, annotator))
            return new AnswerOutcome.Held(question.Sample, question.Holder);

        var back = question.Label is null ? Cost.None : new Cost(-1, -(await LedgerTable.GetAsync(work.Session, question.Entry, cancellationToken)).Paid);
        var (after, undo) = await AppendAsync(work, question.Row(LedgerAction.Undone, null, annotator, time.GetUtcNow(), back.Money), question, back, cancellationToken);
        await QuestionTable.ReopenAsync(work.Session, question, undo, last: false, cancellationToken);
        // A second answer stands beside a first one; the image may be asked for twice again.
        await SecondTable.ClearAsync(work.Session, work.Run.Id, question.Sample, skippedBy: "", cancellationToken);
        var claimed = await questions.GiveAsync(work.Session, question with { Label = null, Turn = 0 }, annotator, cancellationToken);
        return await RecordedAsync(after, undo, claimed, replayed: false, cancellationToken);
    }

    private async Task<AnswerOutcome> UndoSecondAsync(Work work, SecondAnswer second, Annotator annotator, CancellationToken cancellationToken)
    {
        await SecondTable.ClearAsync(work.Session, work.Run.Id, second.Sample, skippedBy: "", cancellationToken);
        await work.Session.AnnounceAsync(work.Run.Id, cancellationToken);
        var again = await questions.GiveSecondAsync(work.Session, work.Run, second.Sample, annotator, cancellationToken);
        return await RecordedAsync(work, SecondRow(again, null, annotator, LedgerAction.Undone), again, replayed: false, cancellationToken);
    }

    private async Task<AnswerOutcome> CorrectAsync(Work work, SampleId sample, Verdict verdict, Annotator annotator, CancellationToken cancellationToken)
    {
        verdict.Check(work.Run);
        if (await QuestionTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is not { } question)
            return new AnswerOutcome.NotAsked(work.Run.Id, sample);
        if (question.Label is null)
            return new AnswerOutcome.NotAnswered(sample);
        // Of a run that was extended, what was answered before it was graded stays as it is.
        if (question.Entry <= await GradingTable.LastEntryAsync(work.Session, work.Run.Id, cancellationToken))
            return new AnswerOutcome.RunGraded(work.Run.Id);
        var before = await LedgerTable.GetAsync(work.Session, question.Entry, cancellationToken);
        // To say of what two people disagree on that the first is right settles it, too.
        if (verdict.IsSaidBy(before) && !(await SecondTable.FindAsync(work.Session, work.Run.Id, sample, cancellationToken) is { IsAnswered: true } second
            && !second.Said.Agrees(new Said(before.Annotator, before.Label, before.Reject)) && second.Entry == question.Entry))
            return await RecordedAsync(work, before, next: null, replayed: true, cancellationToken);

        var (after, correction) = await AppendAsync(work, question.Row(LedgerAction.Corrected, verdict, annotator, time.GetUtcNow()), question, Cost.None, cancellationToken);
        await QuestionTable.LabelAsync(work.Session, question, correction, cancellationToken);
        return await RecordedAsync(after, correction, next: null, replayed: false, cancellationToken);
    }

    // Gives the run back as the row has left it, so that it need not be read again.
    private static async Task<(Work After, LedgerRow Row)> AppendAsync(Work work, LedgerRow row, Question question, Cost charge, CancellationToken cancellationToken)
    {
        var budget = work.Run.Budget.Charged(charge);
        if (charge != Cost.None)
            await RunTable.ChargeAsync(work.Session, work.Run.Id, charge, cancellationToken);
        var appended = await work.Spans.AppendAsync(row, budget.Remaining, question.Trace, traced => LedgerTable.AppendAsync(work.Session, traced, cancellationToken));
        await work.Session.AnnounceAsync(work.Run.Id, cancellationToken);
        return (work with { Run = work.Run with { Budget = budget } }, appended);
    }

    private async Task<AnswerOutcome> RecordedAsync(Work work, LedgerRow row, Annotator annotator, bool replayed, CancellationToken cancellationToken) =>
        await RecordedAsync(work, row, await questions.GiveNextAsync(work.Session, work.Run, annotator, cancellationToken), replayed, cancellationToken);

    private async Task<AnswerOutcome> RecordedAsync(Work work, LedgerRow row, Question? next, bool replayed, CancellationToken cancellationToken) =>
        new AnswerOutcome.Recorded(work.Run, row, next, await questions.ProgressAsync(work.Session, work.Run, cancellationToken), replayed);

    private void Report(LedgerRow row)
    {
        // A second answer is no row of the ledger.
        if (row is { EntryId: > 0, Action: LedgerAction.Answered or LedgerAction.Corrected })
            metrics.Count([row]);
        Log.RowRecorded(logger, row.Run, row.Sample, ActionName.Of(row.Action), row.Annotator);
        signal.Raise(row.Run);
    }

    // What one transaction works with.
    private readonly record struct Work(LedgerSession Session, Run Run, LabelQuerySpans Spans);
}

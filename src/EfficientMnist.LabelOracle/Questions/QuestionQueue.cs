using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;
using Microsoft.Extensions.Options;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>Puts images before people and hands them out, each to one annotator at a time.</summary>
internal sealed class QuestionQueue(
    ILedgerDatabase database, RunRegister runs, LabelCatalog labelCatalog, QueueSignal signal, IOptions<QuestionOptions> options, SteadyClock clock, ILogger<QuestionQueue> logger)
{
    private const int MaxListed = 1_000;

    // Of images that are claimed or answered together: what fits onto a screen, and keeps a transaction short.
    private const int MaxTogether = 100;

    /// <summary>How long an image is kept for an annotator.</summary>
    public LeaseTerm Lease { get; } = new(TimeSpan.FromMinutes(options.Value.LeaseMinutes));

    /// <summary>Asks for the labels of a batch; the budget is charged with the answers.</summary>
    public async Task<PurchaseOutcome> AskAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(purchase.Run, cancellationToken) is not { } run)
            return new PurchaseOutcome.UnknownRun(purchase.Run);
        if (run.Oracle != OracleKind.Human)
            return new PurchaseOutcome.OtherOracle(run.Id, run.Oracle);
        purchase.Check(await labelCatalog.OfAsync(run.Dataset, cancellationToken));

        var outcome = await database.WriteAsync(session => AskAsync(session, purchase, cancellationToken), cancellationToken);
        if (outcome is PurchaseOutcome.Asked { Replayed: false } asked)
        {
            Log.PeopleAsked(logger, run.Id, purchase.Request, purchase.Queries.Count, asked.Open, asked.Answered);
            signal.Raise(run.Id);
        }
        return outcome;
    }

    /// <summary>Gives an annotator the next image of a run. Nobody else's view of the run changes by it, so nobody is told.</summary>
    public Task<AnswerOutcome> ClaimAsync(RunId id, Annotator annotator, CancellationToken cancellationToken) =>
        database.WriteAsync<AnswerOutcome>(
            async session =>
            {
                if (await RunTable.TryLockAsync(session, id, cancellationToken) is not { } run)
                    return new AnswerOutcome.UnknownRun(id);
                if (run.Oracle != OracleKind.Human)
                    return new AnswerOutcome.NobodyAsked(id);
                var next = await GiveNextAsync(session, run, annotator, cancellationToken);
                return new AnswerOutcome.Claimed(run, next, await ProgressAsync(session, run, cancellationToken));
            },
            cancellationToken);

    /// <summary>The images that an annotator could answer now, in the order in which they are given out.</summary>
    public async Task<AnswerOutcome> ListAsync(RunId id, Annotator annotator, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 0 or > MaxListed)
            throw Refusal.Invalid($"The limit is {limit}; give 1 to {MaxListed}, or 0 for {MaxListed}.");
        return await database.ReadAsync(
            session => OpenAsync(session, RunTable.FindAsync, id, run => QuestionTable.OpenAsync(session, run.Id, annotator, Lease.At(clock.Now), limit == 0 ? MaxListed : limit, cancellationToken), cancellationToken),
            cancellationToken);
    }

    /// <summary>Gives an annotator those of these images that are open and with nobody else; the annotator lets go of all others.</summary>
    public async Task<AnswerOutcome> ClaimAsync(RunId id, IReadOnlyList<SampleId> samples, Annotator annotator, CancellationToken cancellationToken)
    {
        CheckSamples(samples);
        return await database.WriteAsync(
            session => OpenAsync(session, RunTable.TryLockAsync, id, run => GiveAsync(session, run, samples, annotator, cancellationToken), cancellationToken),
            cancellationToken);
    }

    /// <summary>Throws, naming the number, where it is no number of images for one transaction.</summary>
    public static void CheckCount(string name, int count)
    {
        if (count is < 1 or > MaxTogether)
            throw Refusal.Invalid($"{name} is {count}; give 1 to {MaxTogether}.");
    }

    /// <summary>Throws where these are no images for one transaction.</summary>
    public static void CheckSamples(IReadOnlyList<SampleId> samples)
    {
        CheckCount("The number of images", samples.Count);
        if (samples.GroupBy(sample => sample).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Refusal.Invalid($"Image {twice.Key} is named {twice.Count()} times; name each once.");
    }

    /// <summary>Leaves the next image to an annotator; null where there is none to label now.</summary>
    public async Task<Question?> GiveNextAsync(LedgerSession session, Run run, Annotator annotator, CancellationToken cancellationToken)
    {
        if (run.ClosedAt is not null)
            return null;
        var leases = Lease.At(clock.Now);
        var next = await QuestionTable.NextAsync(session, run.Id, annotator, leases, cancellationToken);
        // Second answers come before images that nobody has answered: no round waits for them.
        var isAtOne = next?.Holder == annotator.Name && leases.Holds(next.HeldUntil);
        if (run.SecondShare > 0 && !isAtOne && await SecondTable.NextAsync(session, run.Id, annotator, leases, cancellationToken) is { } second)
            return await GiveSecondAsync(session, run, second, annotator, cancellationToken);
        return next is null ? null : await GiveAsync(session, next, annotator, cancellationToken);
    }

    /// <summary>Leaves an image that somebody has answered to a second person.</summary>
    public async Task<Question> GiveSecondAsync(LedgerSession session, Run run, SampleId sample, Annotator annotator, CancellationToken cancellationToken)
    {
        var until = clock.Now + Lease.Length;
        await QuestionTable.LetGoAsync(session, run.Id, annotator, cancellationToken);
        await SecondTable.HoldAsync(session, run.Id, sample, annotator, until, cancellationToken);
        var question = (await QuestionTable.FindAsync(session, run.Id, sample, cancellationToken))!;
        return question with { Holder = annotator.Name, HeldUntil = until, IsSecond = true };
    }

    /// <summary>Leaves an image to an annotator for as long as a lease lasts.</summary>
    public async Task<Question> GiveAsync(LedgerSession session, Question question, Annotator annotator, CancellationToken cancellationToken)
    {
        var until = clock.Now + Lease.Length;
        await SecondTable.HoldAsync(session, question.Run, sample: null, annotator, until, cancellationToken);
        await QuestionTable.HoldAsync(session, question.Run, [question], annotator, until, cancellationToken);
        return question with { Holder = annotator.Name, HeldUntil = until };
    }

    /// <summary>Whether another annotator is at an image now.</summary>
    public bool IsHeldByOther(Question question, Annotator annotator) => question.IsHeldByOther(annotator, Lease.At(clock.Now));

    /// <summary>Whether another annotator is at an image now, to answer it as the second.</summary>
    public bool IsHeldByOther(SecondAnswer second, Annotator annotator) => second.IsHeldByOther(annotator, Lease.At(clock.Now));

    public async Task<QueueProgress> ProgressAsync(LedgerSession session, Run run, CancellationToken cancellationToken)
    {
        var (secondOpen, secondAnswered) = run.SecondShare > 0 ? await SecondTable.CountAsync(session, run.Id, cancellationToken) : (0, 0);
        return await QuestionTable.ProgressAsync(session, run, Lease.At(clock.Now), cancellationToken)
            with
        {
            LastEntry = await LedgerTable.LastEntryAsync(session, run.Id, cancellationToken),
            IsGraded = run.ClosedAt is not null && await GradingTable.CountAsync(session, run.Id, cancellationToken) > 0,
            SecondOpen = secondOpen,
            SecondAnswered = secondAnswered,
        };
    }

    private async Task<AnswerOutcome> OpenAsync(
        LedgerSession session, Func<LedgerSession, RunId, CancellationToken, Task<Run?>> find, RunId id, Func<Run, Task<List<Question>>> choose, CancellationToken cancellationToken)
    {
        if (await find(session, id, cancellationToken) is not { } run)
            return new AnswerOutcome.UnknownRun(id);
        if (run.Oracle != OracleKind.Human)
            return new AnswerOutcome.NobodyAsked(id);
        var open = run.ClosedAt is null ? await choose(run) : [];
        return new AnswerOutcome.Open(run, open, await ProgressAsync(session, run, cancellationToken));
    }

    private async Task<List<Question>> GiveAsync(LedgerSession session, Run run, IReadOnlyList<SampleId> samples, Annotator annotator, CancellationToken cancellationToken)
    {
        var asked = (await QuestionTable.OfSamplesAsync(session, run.Id, samples, cancellationToken)).ToDictionary(question => question.Sample);
        var until = clock.Now + Lease.Length;
        var given = samples.Select(sample => asked.GetValueOrDefault(sample))
            .OfType<Question>()
            .Where(question => question.Label is null && !IsHeldByOther(question, annotator))
            .Select(question => question with { Holder = annotator.Name, HeldUntil = until })
            .ToList();
        await SecondTable.HoldAsync(session, run.Id, sample: null, annotator, until, cancellationToken);
        await QuestionTable.HoldAsync(session, run.Id, given, annotator, until, cancellationToken);
        return given;
    }

    private static async Task<PurchaseOutcome> AskAsync(LedgerSession session, Purchase purchase, CancellationToken cancellationToken)
    {
        var run = await RunTable.LockAsync(session, purchase.Run, cancellationToken);
        if (!await RunTable.AdmitAsync(session, run, purchase.Epoch, cancellationToken))
            return new PurchaseOutcome.Superseded(run.Id, purchase.Epoch, run.Epoch);
        var recorded = await QuestionTable.OfRequestAsync(session, run.Id, purchase.Request, cancellationToken);
        var (open, answered) = await QuestionTable.CountAsync(session, run.Id, cancellationToken);
        if (recorded.Count > 0)
        {
            return purchase.DifferenceFrom(PurchaseOf(recorded)) is { } difference
                ? new PurchaseOutcome.RequestTaken(purchase.Request, difference)
                : new PurchaseOutcome.Asked(open, answered, run.Budget, Replayed: true);
        }

        if (run.ClosedAt is { } closedAt)
            return new PurchaseOutcome.RunClosed(run.Id, closedAt);
        if (await QuestionTable.OfSamplesAsync(session, run.Id, purchase.Queries.Select(query => query.Sample), cancellationToken) is [var before, ..])
            return new PurchaseOutcome.AskedBefore(before.Sample, before.Request);
        var cost = run.Prices.Most(purchase.Queries.Count);
        var promised = await QuestionTable.PromisedAsync(session, run, purchase.Round, cancellationToken) with { Labels = open };
        if (!run.Budget.Pays(cost, promised))
            return new PurchaseOutcome.BudgetExhausted(run.Id, run.Budget.Charged(promised), cost);

        foreach (var question in QuestionsOf(purchase))
        {
            await QuestionTable.AppendAsync(session, question, cancellationToken);
            if (IsDrawnTwice(run, question.Sample))
                await SecondTable.DrawAsync(session, run.Id, question.Sample, cancellationToken);
        }
        await session.AnnounceAsync(run.Id, cancellationToken);
        return new PurchaseOutcome.Asked(open + purchase.Queries.Count, answered, run.Budget, Replayed: false);
    }

    // By run and image alone, so that neither rank nor round has a say in which images tell how far people agree.
    private static bool IsDrawnTwice(Run run, SampleId sample)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"second answer/{run.Id.Value}/{sample.Value}")));
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) < run.SecondShare * (1L << 32);
    }

    private static IEnumerable<Question> QuestionsOf(Purchase purchase)
    {
        var trace = LabelQuerySpans.Caller() is { } round
            ? string.Create(CultureInfo.InvariantCulture, $"00-{round.TraceId}-{round.SpanId}-{(int)round.TraceFlags:x2}")
            : "";
        return purchase.Queries.Select(query => new Question
        {
            Run = purchase.Run,
            Request = purchase.Request,
            Sample = query.Sample,
            Purpose = purchase.Purpose,
            Strategy = purchase.StrategyOf(query),
            Score = query.Score,
            Rank = query.Rank,
            Round = purchase.Round,
            RoundTrace = trace,
        });
    }

    private static Purchase PurchaseOf(List<Question> asked) => new()
    {
        Run = asked[0].Run,
        Request = asked[0].Request,
        Purpose = asked[0].Purpose,
        Strategy = asked[0].Strategy,
        Round = asked[0].Round,
        Queries = [.. asked.Select(question => new SampleQuery(question.Sample, question.Score, question.Rank, question.Strategy))],
    };
}

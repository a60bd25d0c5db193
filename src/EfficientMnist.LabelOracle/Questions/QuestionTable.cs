using System.Data.Common;
using System.Globalization;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>SQL on the table <c>questions</c>.</summary>
internal static class QuestionTable
{
    private const string Columns =
        "question_id, run_id, request_id, sample_id, purpose, strategy, score, rank, round, round_trace, turn, label, entry_id, holder, held_until";

    public static Task AppendAsync(LedgerSession session, Question question, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into questions (run_id, request_id, sample_id, purpose, strategy, score, rank, round, round_trace)
            values (@run, @request, @sample, @purpose, @strategy, @score, @rank, @round, @trace)
            """,
            [
                ("@run", question.Run.Value), ("@request", question.Request.Value), ("@sample", question.Sample.Value),
                ("@purpose", PurposeName.Of(question.Purpose)), ("@strategy", question.Strategy), ("@score", question.Score),
                ("@rank", question.Rank), ("@round", question.Round), ("@trace", question.RoundTrace),
            ],
            cancellationToken);

    /// <summary>The questions of a request, in the order asked.</summary>
    public static Task<List<Question>> OfRequestAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {Columns} from questions where run_id = @run and request_id = @request order by question_id",
            [("@run", run.Value), ("@request", request.Value)],
            Read,
            cancellationToken);

    /// <summary>Those of the images that were asked for before.</summary>
    public static Task<List<Question>> OfSamplesAsync(LedgerSession session, RunId run, IEnumerable<SampleId> samples, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {Columns} from questions where run_id = @run and sample_id in {session.Dialect.IdsFromJson}",
            [("@run", run.Value), ("@ids", SamplesJson(samples))],
            Read,
            cancellationToken);

    public static async Task<Question?> FindAsync(LedgerSession session, RunId run, SampleId sample, CancellationToken cancellationToken) =>
        (await OfSamplesAsync(session, run, [sample], cancellationToken)).SingleOrDefault();

    /// <summary>The image an annotator is at, else the first that nobody is at; null where there is none.</summary>
    public static async Task<Question?> NextAsync(LedgerSession session, RunId run, Annotator annotator, LeaseWindow leases, CancellationToken cancellationToken) =>
        (await OpenAsync(session, run, annotator, leases, limit: 1, cancellationToken)).SingleOrDefault();

    /// <summary>The images an annotator is at, then those that nobody is at, in the order in which they are given out.</summary>
    public static Task<List<Question>> OpenAsync(LedgerSession session, RunId run, Annotator annotator, LeaseWindow leases, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select {Columns} from questions
            where run_id = @run and label is null and (holder in ('', @annotator) or held_until <= @now or held_until > @latest)
            order by case when holder = @annotator then 0 else 1 end, turn, question_id limit @limit
            """,
            [("@run", run.Value), ("@annotator", annotator.Name), ("@now", LedgerTime.Format(leases.Now)), ("@latest", LedgerTime.Format(leases.Latest)), ("@limit", limit)],
            Read,
            cancellationToken);

    /// <summary>
    /// What the questions of a locked run may still cost besides what is paid: in each round that is not complete, and in one more,
    /// an answer may be taken back and given again as the dearest.
    /// </summary>
    public static async Task<Cost> PromisedAsync(LedgerSession session, Run run, int round, CancellationToken cancellationToken)
    {
        const string Undecided = "select sample_id from questions where run_id = @run and (round = @round or round in (select round from questions where run_id = @run and label is null))";
        var (images, paid) = (await session.QueryAsync(
            $"select (select count(*) from ({Undecided}) undecided), cast(coalesce(sum(paid), 0) as bigint) from ledger where run_id = @run and sample_id in ({Undecided})",
            [("@run", run.Id.Value), ("@round", round)],
            row => ((int)row.GetInt64(0), row.GetInt64(1)),
            cancellationToken))[0];
        var most = run.Prices.Most(images);
        return most with { Money = most.Money - paid };
    }

    /// <summary>How many questions of a round are open.</summary>
    public static async Task<int> OpenOfRoundAsync(LedgerSession session, RunId run, int round, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select count(*) from questions where run_id = @run and round = @round and label is null",
            [("@run", run.Value), ("@round", round)],
            row => (int)row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>The image of an incomplete round that an annotator answered or skipped last; null where there is none.</summary>
    public static async Task<Question?> LastOfAsync(LedgerSession session, RunId run, Annotator annotator, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"""
            select {Columns} from questions asked
            where run_id = @run
              and entry_id in (select entry_id from ledger where run_id = @run and annotator = @annotator and action in ('answered', 'skipped'))
              and exists (select 1 from questions open where open.run_id = @run and open.round = asked.round and open.label is null)
            order by entry_id desc limit 1
            """,
            [("@run", run.Value), ("@annotator", annotator.Name)],
            Read,
            cancellationToken)).SingleOrDefault();

    /// <summary>Gives images to an annotator, who lets go of all others.</summary>
    public static async Task HoldAsync(LedgerSession session, RunId run, IReadOnlyList<Question> questions, Annotator annotator, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var given = SamplesJson(questions.Select(question => question.Sample));
        await session.ExecuteAsync(
            $"update questions set holder = '', held_until = '' where run_id = @run and holder = @annotator and sample_id not in {session.Dialect.IdsFromJson}",
            [("@run", run.Value), ("@annotator", annotator.Name), ("@ids", given)],
            cancellationToken);
        await session.ExecuteAsync(
            $"update questions set holder = @annotator, held_until = @until where run_id = @run and sample_id in {session.Dialect.IdsFromJson}",
            [("@run", run.Value), ("@annotator", annotator.Name), ("@until", LedgerTime.Format(until)), ("@ids", given)],
            cancellationToken);
    }

    /// <summary>An annotator is at no image any more.</summary>
    public static Task LetGoAsync(LedgerSession session, RunId run, Annotator annotator, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update questions set holder = '', held_until = '' where run_id = @run and holder = @annotator", [("@run", run.Value), ("@annotator", annotator.Name)], cancellationToken);

    /// <summary>The image has a label or is rejected, and nobody is at it any more.</summary>
    public static Task LabelAsync(LedgerSession session, Question question, LedgerRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update questions set label = @label, entry_id = @entry, holder = '', held_until = '' where question_id = @id",
            [("@label", row.Label), ("@entry", row.EntryId), ("@id", question.Id)],
            cancellationToken);

    /// <summary>The image is open and nobody is at it: behind all others, or in its old place.</summary>
    public static Task ReopenAsync(LedgerSession session, Question question, LedgerRow row, bool last, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update questions set label = null, entry_id = @entry, holder = '', held_until = '',
                turn = case when @last then (select 1 + max(other.turn) from questions other where other.run_id = @run) else 0 end
            where question_id = @id
            """,
            [("@entry", row.EntryId), ("@last", last), ("@run", question.Run.Value), ("@id", question.Id)],
            cancellationToken);

    /// <summary>Open ones and answered ones of a run.</summary>
    public static async Task<(int Open, int Answered)> CountAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select count(*) filter (where label is null), count(label) from questions where run_id = @run",
            [("@run", run.Value)],
            row => ((int)row.GetInt64(0), (int)row.GetInt64(1)),
            cancellationToken))[0];

    /// <summary>All of a run's questions in numbers, without its budget.</summary>
    public static async Task<QueueProgress> ProgressAsync(LedgerSession session, Run run, LeaseWindow leases, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            """
            with batch as (select request_id, round from questions where run_id = @run and label is null order by question_id limit 1)
            select count(*) filter (where label is null),
                   count(*) filter (where label is null and held_until > @now and held_until <= @latest),
                   count(*) filter (where label is null and turn > 0),
                   count(label),
                   coalesce((select request_id from batch), ''),
                   coalesce((select round from batch), 0),
                   count(*) filter (where round in (select round from batch)),
                   count(label) filter (where round in (select round from batch)),
                   coalesce(max(held_until) filter (where label is null and held_until <= @now), ''),
                   coalesce(min(held_until) filter (where label is null and held_until > @now and held_until <= @latest), ''),
                   count(*) filter (where label < 0)
            from questions where run_id = @run
            """,
            [("@run", run.Id.Value), ("@now", LedgerTime.Format(leases.Now)), ("@latest", LedgerTime.Format(leases.Latest))],
            row => new QueueProgress
            {
                Budget = run.Budget,
                Open = (int)row.GetInt64(0),
                Claimed = (int)row.GetInt64(1),
                Skipped = (int)row.GetInt64(2),
                Answered = (int)row.GetInt64(3),
                Request = row.GetString(4),
                Round = row.GetInt32(5),
                BatchTotal = (int)row.GetInt64(6),
                BatchAnswered = (int)row.GetInt64(7),
                LastLapse = row.GetString(8),
                NextLapse = row.GetString(9) is { Length: > 0 } ends ? LedgerTime.Parse(ends) : null,
                Rejected = (int)row.GetInt64(10),
                IsClosed = run.ClosedAt is not null,
            },
            cancellationToken))[0];

    private static string SamplesJson(IEnumerable<SampleId> samples) =>
        $"[{string.Join(',', samples.Select(sample => sample.Value.ToString(CultureInfo.InvariantCulture)))}]";

    private static Question Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Run = new RunId(row.GetString(1)),
        Request = new RequestId(row.GetString(2)),
        Sample = new SampleId(row.GetInt32(3)),
        Purpose = PurposeName.Parse(row.GetString(4)),
        Strategy = row.GetString(5),
        Score = row.GetDouble(6),
        Rank = row.GetInt32(7),
        Round = row.GetInt32(8),
        RoundTrace = row.GetString(9),
        Turn = row.GetInt32(10),
        Label = row.IsDBNull(11) ? null : row.GetInt32(11),
        Entry = row.IsDBNull(12) ? 0 : row.GetInt64(12),
        Holder = row.GetString(13),
        HeldUntil = row.GetString(14) is { Length: > 0 } until ? LedgerTime.Parse(until) : null,
    };
}

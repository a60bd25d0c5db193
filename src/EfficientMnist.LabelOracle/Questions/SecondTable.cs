using System.Data.Common;
using System.Globalization;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>SQL on the table <c>second_answers</c>: the images that two people are to answer.</summary>
internal static class SecondTable
{
    private const string Columns = "s.sample_id, s.annotator, s.label, s.reject, s.answered_at, s.entry_id, s.skipped_by, s.holder, s.held_until";

    /// <summary>Lets a second person answer an image once somebody has.</summary>
    public static Task DrawAsync(LedgerSession session, RunId run, SampleId sample, CancellationToken cancellationToken) =>
        session.ExecuteAsync("insert into second_answers (run_id, sample_id) values (@run, @sample)", [("@run", run.Value), ("@sample", sample.Value)], cancellationToken);

    public static async Task<SecondAnswer?> FindAsync(LedgerSession session, RunId run, SampleId sample, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select {Columns} from second_answers s where s.run_id = @run and s.sample_id = @sample", [("@run", run.Value), ("@sample", sample.Value)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>The image that an annotator may answer as the second: the one they are at, else the one whose first answer is oldest.</summary>
    public static async Task<SampleId?> NextAsync(LedgerSession session, RunId run, Annotator annotator, LeaseWindow leases, CancellationToken cancellationToken) =>
        (await session.QueryAsync<SampleId?>(
            """
            select s.sample_id from second_answers s
            join questions q on q.run_id = s.run_id and q.sample_id = s.sample_id
            join ledger first on first.entry_id = q.entry_id
            where s.run_id = @run and s.annotator = '' and q.label is not null and first.annotator <> @annotator and s.skipped_by <> @annotator
              and (s.holder in ('', @annotator) or s.held_until <= @now or s.held_until > @latest)
            order by case when s.holder = @annotator then 0 else 1 end, q.entry_id limit 1
            """,
            [("@run", run.Value), ("@annotator", annotator.Name), ("@now", LedgerTime.Format(leases.Now)), ("@latest", LedgerTime.Format(leases.Latest))],
            row => new SampleId(row.GetInt32(0)),
            cancellationToken)).SingleOrDefault();

    /// <summary>Gives an image to an annotator, who lets go of all others; null lets go of them alone.</summary>
    public static async Task HoldAsync(LedgerSession session, RunId run, SampleId? sample, Annotator annotator, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "update second_answers set holder = '', held_until = '' where run_id = @run and holder = @annotator", [("@run", run.Value), ("@annotator", annotator.Name)], cancellationToken);
        if (sample is not { } given)
            return;
        await session.ExecuteAsync(
            "update second_answers set holder = @annotator, held_until = @until where run_id = @run and sample_id = @sample",
            [("@annotator", annotator.Name), ("@until", LedgerTime.Format(until)), ("@run", run.Value), ("@sample", given.Value)],
            cancellationToken);
    }

    /// <summary>Keeps what the second person says, and beside which row of the ledger.</summary>
    public static Task AnswerAsync(LedgerSession session, Question first, Annotator annotator, Verdict verdict, DateTimeOffset time, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update second_answers set annotator = @annotator, label = @label, reject = @reject, answered_at = @time, entry_id = @entry, holder = '', held_until = ''
            where run_id = @run and sample_id = @sample
            """,
            [
                ("@annotator", annotator.Name), ("@label", verdict.Label), ("@reject", RejectNames.Of(verdict.Reject)), ("@time", LedgerTime.Format(time)),
                ("@entry", first.Entry), ("@run", first.Run.Value), ("@sample", first.Sample.Value),
            ],
            cancellationToken);

    /// <summary>The image has no second answer; whoever has skipped it is not asked again.</summary>
    public static Task ClearAsync(LedgerSession session, RunId run, SampleId sample, string skippedBy, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            update second_answers set annotator = '', label = -1, reject = '', answered_at = '', entry_id = null, skipped_by = @skipped, holder = '', held_until = ''
            where run_id = @run and sample_id = @sample
            """,
            [("@skipped", skippedBy), ("@run", run.Value), ("@sample", sample.Value)],
            cancellationToken);

    /// <summary>What an annotator answered last as the second; null for nothing.</summary>
    public static async Task<SecondAnswer?> LastOfAsync(LedgerSession session, RunId run, Annotator annotator, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select {Columns} from second_answers s where s.run_id = @run and s.annotator = @annotator order by s.answered_at desc limit 1",
            [("@run", run.Value), ("@annotator", annotator.Name)],
            Read,
            cancellationToken)).SingleOrDefault();

    /// <summary>The images with a first answer alone, and those with both.</summary>
    public static async Task<(int Open, int Answered)> CountAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            """
            select count(*) filter (where s.annotator = ''), count(*) filter (where s.annotator <> '') from second_answers s
            join questions q on q.run_id = s.run_id and q.sample_id = s.sample_id where s.run_id = @run and q.label is not null
            """,
            [("@run", run.Value)],
            row => ((int)row.GetInt64(0), (int)row.GetInt64(1)),
            cancellationToken))[0];

    /// <summary>The images that two people have answered, in the order of their ids.</summary>
    public static Task<List<TwiceAnswered>> TwiceAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        session.QueryAsync(
            """
            select s.sample_id, first.annotator, first.label, first.reject, s.annotator, s.label, s.reject, q.entry_id > s.entry_id from second_answers s
            join questions q on q.run_id = s.run_id and q.sample_id = s.sample_id
            join ledger first on first.entry_id = s.entry_id
            where s.run_id = @run order by s.sample_id
            """,
            [("@run", run.Value)],
            row => new TwiceAnswered(new SampleId(row.GetInt32(0)), SaidAt(row, 1), SaidAt(row, 4), Convert.ToBoolean(row.GetValue(7), CultureInfo.InvariantCulture)),
            cancellationToken);

    private static Said SaidAt(DbDataReader row, int column) =>
        new(row.GetString(column), row.GetInt32(column + 1), RejectNames.Find(row.GetString(column + 2)) ?? RejectReason.Unspecified);

    private static SecondAnswer Read(DbDataReader row) => new()
    {
        Sample = new SampleId(row.GetInt32(0)),
        Said = SaidAt(row, 1),
        Time = row.GetString(4) is { Length: > 0 } time ? LedgerTime.Parse(time) : null,
        Entry = row.IsDBNull(5) ? 0 : row.GetInt64(5),
        SkippedBy = row.GetString(6),
        Holder = row.GetString(7),
        HeldUntil = row.GetString(8) is { Length: > 0 } until ? LedgerTime.Parse(until) : null,
    };
}

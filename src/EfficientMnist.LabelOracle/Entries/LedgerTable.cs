using System.Data.Common;
using System.Globalization;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Entries;

/// <summary>SQL on the table <c>ledger</c>.</summary>
internal static class LedgerTable
{
    private const string Columns =
        "entry_id, run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, action, annotator, supersedes_entry_id, chain, reject, paid";

    /// <summary>The recorded answer of a request, in the order asked; empty where it was never answered.</summary>
    public static Task<List<LedgerRow>> OfRequestAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        session.QueryAsync(
            // The + keeps SQLite from the index in this order, along which it would read all rows of the run.
            $"select {Columns} from ledger where run_id = @run and request_id = @request and action = 'bought' order by +entry_id",
            [("@run", run.Value), ("@request", request.Value)],
            Read,
            cancellationToken);

    /// <summary>Those of the images whose labels the run has paid for, or was given.</summary>
    public static async Task<HashSet<SampleId>> PaidAsync(LedgerSession session, RunId run, IEnumerable<SampleId> samples, CancellationToken cancellationToken)
    {
        var ids = string.Join(',', samples.Select(sample => sample.Value.ToString(CultureInfo.InvariantCulture)));
        var paid = await session.QueryAsync(
            // Two parts, as each has an index of its own.
            $"""
            select sample_id from ledger where run_id = @run and charged and action = 'bought' and sample_id in {session.Dialect.IdsFromJson}
            union all
            select sample_id from ledger
            where run_id = @run and action = 'given' and action <> 'bought' and supersedes_entry_id is null and sample_id in {session.Dialect.IdsFromJson}
            """,
            [("@run", run.Value), ("@ids", $"[{ids}]")],
            row => new SampleId(row.GetInt32(0)),
            cancellationToken);
        return [.. paid];
    }

    /// <summary>Returns the row with its number and its checksum. The run must be locked.</summary>
    public static async Task<LedgerRow> AppendAsync(LedgerSession session, LedgerRow row, CancellationToken cancellationToken)
    {
        var chain = RowChain.Next(await HeadAsync(session, row.Run, cancellationToken), row);
        var numbers = await session.QueryAsync(
            """
            insert into ledger (
                run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, action, annotator, supersedes_entry_id, chain, reject, paid)
            values (
                @run, @request, @sample, @label, @purpose, @strategy, @score, @rank, @round, @charged, @time, @trace, @action, @annotator, nullif(@supersedes, 0), @chain, @reject, @paid)
            returning entry_id
            """,
            [
                ("@run", row.Run.Value), ("@request", row.Request.Value), ("@sample", row.Sample.Value), ("@label", row.Label),
                ("@purpose", PurposeName.Of(row.Purpose)), ("@strategy", row.Strategy), ("@score", row.Score), ("@rank", row.Rank),
                ("@round", row.Round), ("@charged", row.Charged), ("@time", LedgerTime.Format(row.Time)), ("@trace", row.TraceId),
                ("@action", ActionName.Of(row.Action)), ("@annotator", row.Annotator), ("@supersedes", row.Supersedes),
                ("@chain", chain), ("@reject", RejectNames.Of(row.Reject)), ("@paid", row.Paid),
            ],
            number => number.GetInt64(0),
            cancellationToken);
        return row with { EntryId = numbers[0], Chain = chain };
    }

    public static async Task<LedgerRow> GetAsync(LedgerSession session, long entry, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select {Columns} from ledger where entry_id = @entry", [("@entry", entry)], Read, cancellationToken)).Single();

    /// <summary>The first rows of a run that a filter lets through.</summary>
    public static Task<List<LedgerRow>> PageAsync(LedgerSession session, RunId run, LedgerFilter filter, int rows, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select {Columns} from ledger
            where run_id = @run and entry_id > @after and (@before = 0 or entry_id < @before)
              and (@purpose = '' or purpose = @purpose) and (@action = '' or action = @action)
              and (@round < 0 or round = @round) and (@label < {LedgerRow.NoLabel} or label = @label)
              and (@sample < 0 or sample_id = @sample) and (@annotator = '' or annotator = @annotator)
            order by entry_id {(filter.NewestFirst ? "desc" : "asc")} limit @rows
            """,
            [
                ("@run", run.Value), ("@after", filter.After), ("@before", filter.Before),
                ("@purpose", filter.Purpose == QueryPurpose.Unspecified ? "" : PurposeName.Of(filter.Purpose)),
                ("@action", filter.Action == LedgerAction.Unspecified ? "" : ActionName.Of(filter.Action)),
                ("@round", filter.Round ?? -1), ("@label", filter.Label ?? LedgerRow.NoLabel - 1), ("@sample", filter.Sample?.Value ?? -1),
                ("@annotator", filter.Annotator), ("@rows", rows),
            ],
            Read,
            cancellationToken);

    /// <summary>The answers that people gave a run, as they are now, newest first.</summary>
    public static Task<List<LedgerRow>> AnswersAsync(LedgerSession session, RunId run, string annotator, int rows, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"""
            select {Columns} from ledger
            where entry_id in (select entry_id from questions where run_id = @run and label is not null) and (@annotator = '' or annotator = @annotator)
            order by entry_id desc limit @rows
            """,
            [("@run", run.Value), ("@annotator", annotator), ("@rows", rows)],
            Read,
            cancellationToken);

    /// <summary>The checksum of a run's newest row; empty before the first.</summary>
    public static async Task<string> HeadAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select chain from ledger where run_id = @run order by entry_id desc limit 1", [("@run", run.Value)], row => row.GetString(0), cancellationToken)).SingleOrDefault("");

    /// <summary>Number of a run's newest row; 0 before the first.</summary>
    public static async Task<long> LastEntryAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select coalesce(max(entry_id), 0) from ledger where run_id = @run", [("@run", run.Value)], row => row.GetInt64(0), cancellationToken))[0];

    private static LedgerRow Read(DbDataReader row) => new()
    {
        EntryId = row.GetInt64(0),
        Run = new RunId(row.GetString(1)),
        Request = new RequestId(row.GetString(2)),
        Sample = new SampleId(row.GetInt32(3)),
        Label = row.GetInt32(4),
        Purpose = PurposeName.Parse(row.GetString(5)),
        Strategy = row.GetString(6),
        Score = row.GetDouble(7),
        Rank = row.GetInt32(8),
        Round = row.GetInt32(9),
        Charged = row.GetBoolean(10),
        Time = LedgerTime.Parse(row.GetString(11)),
        TraceId = row.GetString(12),
        Action = ActionName.Parse(row.GetString(13)),
        Annotator = row.GetString(14),
        Supersedes = row.IsDBNull(15) ? 0 : row.GetInt64(15),
        Chain = row.GetString(16),
        Paid = row.GetInt64(18),
        Reject = RejectNames.Find(row.GetString(17)) ?? RejectReason.Unspecified,
    };
}

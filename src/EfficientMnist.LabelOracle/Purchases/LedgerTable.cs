using System.Data.Common;
using System.Globalization;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>SQL on the table <c>ledger</c>.</summary>
internal static class LedgerTable
{
    private const string Columns =
        "entry_id, run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id";

    /// <summary>The recorded answer of a request, in the order asked; empty where it was never answered.</summary>
    public static Task<List<LedgerRow>> OfRequestAsync(LedgerSession session, RunId run, RequestId request, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {Columns} from ledger where run_id = @run and request_id = @request order by entry_id",
            [("@run", run.Value), ("@request", request.Value)],
            Read,
            cancellationToken);

    /// <summary>Those of the images whose labels the run has paid for.</summary>
    public static async Task<HashSet<SampleId>> PaidAsync(LedgerSession session, RunId run, IEnumerable<SampleId> samples, CancellationToken cancellationToken)
    {
        var ids = string.Join(',', samples.Select(sample => sample.Value.ToString(CultureInfo.InvariantCulture)));
        var paid = await session.QueryAsync(
            $"select sample_id from ledger where run_id = @run and charged and sample_id in {session.Dialect.IdsFromJson}",
            [("@run", run.Value), ("@ids", $"[{ids}]")],
            row => new SampleId(row.GetInt32(0)),
            cancellationToken);
        return [.. paid];
    }

    public static Task AppendAsync(LedgerSession session, LedgerRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into ledger (run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id)
            values (@run, @request, @sample, @label, @purpose, @strategy, @score, @rank, @round, @charged, @time, @trace)
            """,
            [
                ("@run", row.Run.Value), ("@request", row.Request.Value), ("@sample", row.Sample.Value), ("@label", row.Label),
                ("@purpose", PurposeName.Of(row.Purpose)), ("@strategy", row.Strategy), ("@score", row.Score), ("@rank", row.Rank),
                ("@round", row.Round), ("@charged", row.Charged), ("@time", LedgerTime.Format(row.Time)), ("@trace", row.TraceId),
            ],
            cancellationToken);

    /// <summary>The next rows of a run after an entry, oldest first.</summary>
    public static Task<List<LedgerRow>> PageAsync(LedgerSession session, RunId run, long afterEntry, int rows, CancellationToken cancellationToken) =>
        session.QueryAsync(
            $"select {Columns} from ledger where run_id = @run and entry_id > @after order by entry_id limit @rows",
            [("@run", run.Value), ("@after", afterEntry), ("@rows", rows)],
            Read,
            cancellationToken);

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
    };
}

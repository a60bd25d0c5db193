using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>SQL on the table <c>gradings</c>.</summary>
internal static class GradingTable
{
    public static async Task<int> CountAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select count(*) from gradings where run_id = @run", [("@run", run.Value)], row => (int)row.GetInt64(0), cancellationToken))[0];

    /// <summary>The row of a run's ledger that was its newest when it was graded last; 0 where it was not.</summary>
    public static async Task<long> LastEntryAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select coalesce(max(last_entry_id), 0) from gradings where run_id = @run", [("@run", run.Value)], row => row.GetInt64(0), cancellationToken))[0];

    /// <summary>How often the test split of a data set was graded, by all runs.</summary>
    public static async Task<int> CountOfDatasetAsync(LedgerSession session, string dataset, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            "select count(*) from gradings join runs on runs.run_id = gradings.run_id where runs.dataset = @dataset",
            [("@dataset", dataset)],
            row => (int)row.GetInt64(0),
            cancellationToken))[0];

    /// <summary>The gradings of a run, in their order.</summary>
    public static Task<List<RecordedGrading>> OfRunAsync(LedgerSession session, RunId run, CancellationToken cancellationToken) =>
        session.QueryAsync(
            "select number, kind, labels_used, member, predictions from gradings where run_id = @run order by number",
            [("@run", run.Value)],
            row => new RecordedGrading(row.GetInt32(0), new GradingPlace(Parse(row.GetString(1)), row.GetInt32(2), row.GetString(3)), row.GetString(4)),
            cancellationToken);

    public static Task AppendAsync(LedgerSession session, RunId run, RecordedGrading grading, ConfusionMatrix result, DateTimeOffset time, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into gradings (run_id, number, kind, member, labels_used, predictions, accuracy, macro_f1, graded_at, last_entry_id)
            select @run, @number, @kind, @member, @labels, @predictions, @accuracy, @f1, @time, coalesce(max(entry_id), 0) from ledger where run_id = @run
            """,
            [
                ("@run", run.Value), ("@number", grading.Number), ("@kind", NameOf(grading.Place.Kind)), ("@member", grading.Place.Member),
                ("@labels", grading.Place.Labels), ("@predictions", grading.Predictions), ("@accuracy", result.Accuracy), ("@f1", result.MacroF1),
                ("@time", LedgerTime.Format(time)),
            ],
            cancellationToken);

    public static string NameOf(GradingKind kind) => kind switch
    {
        GradingKind.Final => "final",
        GradingKind.Curve => "curve",
        _ => throw Refusal.Invalid($"The kind of grading is {kind}; give final or curve."),
    };

    private static GradingKind Parse(string name) => name switch
    {
        "final" => GradingKind.Final,
        "curve" => GradingKind.Curve,
        _ => throw new InvalidDataException($"The ledger holds the unknown kind of grading '{name}'."),
    };
}

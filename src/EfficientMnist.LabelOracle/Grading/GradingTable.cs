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

    public static Task AppendAsync(
        LedgerSession session, RunId run, int number, GradingKind kind, string member, int labelsUsed, ConfusionMatrix result, DateTimeOffset time, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            insert into gradings (run_id, number, kind, member, labels_used, accuracy, macro_f1, graded_at)
            values (@run, @number, @kind, @member, @labels, @accuracy, @f1, @time)
            """,
            [
                ("@run", run.Value), ("@number", number), ("@kind", NameOf(kind)), ("@member", member), ("@labels", labelsUsed),
                ("@accuracy", result.Accuracy), ("@f1", result.MacroF1), ("@time", LedgerTime.Format(time)),
            ],
            cancellationToken);

    public static string NameOf(GradingKind kind) => kind switch
    {
        GradingKind.Final => "final",
        GradingKind.Curve => "curve",
        _ => throw Refusal.Invalid($"The kind of grading is {kind}; give final or curve."),
    };
}

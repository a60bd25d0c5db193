using System.Data.Common;
using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>SQL on the table <c>runs</c>.</summary>
internal static class RunTable
{
    private const string Columns = "run_id, dataset, budget, spent, closed_at, oracle, class_names, source, epoch";

    /// <summary>Adds the run; returns false where the id is taken.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, Run run, DateTimeOffset time, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            insert into runs (run_id, dataset, budget, oracle, class_names, source, opened_at)
            values (@run, @dataset, @budget, @oracle, @classes, @source, @time)
            on conflict (run_id) do nothing
            """,
            [
                ("@run", run.Id.Value), ("@dataset", run.Dataset), ("@budget", run.Budget.Limit), ("@oracle", OracleName.Of(run.Oracle)),
                ("@classes", JsonSerializer.Serialize(run.ClassNames)), ("@source", JsonSerializer.Serialize(run.Source)), ("@time", LedgerTime.Format(time)),
            ],
            cancellationToken) == 1;

    public static async Task<Run?> FindAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select {Columns} from runs where run_id = @run", [("@run", id.Value)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>Finds a run that exists.</summary>
    public static async Task<Run> GetAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        await FindAsync(session, id, cancellationToken) ?? throw Refusal.NotFound($"There is no run {id}.");

    /// <summary>Finds a run that exists and keeps every other transaction from changing it until this one ends.</summary>
    public static async Task<Run> LockAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select {Columns} from runs where run_id = @run {session.Dialect.RowLock}", [("@run", id.Value)], Read, cancellationToken)).Single();

    /// <summary>Takes labels off the budget; a negative number gives them back.</summary>
    public static Task ChargeAsync(LedgerSession session, RunId id, int labels, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update runs set spent = spent + @labels where run_id = @run",
            [("@labels", labels), ("@run", id.Value)],
            cancellationToken);

    /// <summary>Keeps the activation of a locked run that asks for labels; false where a later one has asked before.</summary>
    public static async Task<bool> AdmitAsync(LedgerSession session, Run run, long epoch, CancellationToken cancellationToken)
    {
        if (epoch > run.Epoch)
            await session.ExecuteAsync("update runs set epoch = @epoch where run_id = @run", [("@epoch", epoch), ("@run", run.Id.Value)], cancellationToken);
        return epoch == 0 || epoch >= run.Epoch;
    }

    public static Task CloseAsync(LedgerSession session, RunId id, DateTimeOffset time, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update runs set closed_at = @time where run_id = @run",
            [("@time", LedgerTime.Format(time)), ("@run", id.Value)],
            cancellationToken);

    /// <summary>Limits and spendings of the runs that may still buy, added up by data set.</summary>
    public static Task<List<(string Dataset, long Limit, long Spent)>> OpenBudgetsAsync(LedgerSession session, CancellationToken cancellationToken) =>
        session.QueryAsync(
            "select dataset, sum(budget), sum(spent) from runs where closed_at is null group by dataset",
            [],
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken);

    private static Run Read(DbDataReader row) => new()
    {
        Id = new RunId(row.GetString(0)),
        Dataset = row.GetString(1),
        Budget = new RunBudget(row.GetInt32(2), row.GetInt32(3)),
        ClosedAt = row.IsDBNull(4) ? null : LedgerTime.Parse(row.GetString(4)),
        Oracle = OracleName.Parse(row.GetString(5)),
        ClassNames = JsonSerializer.Deserialize<string[]>(row.GetString(6))!,
        Source = JsonSerializer.Deserialize<SourceSettings>(row.GetString(7)) ?? SourceSettings.None,
        Epoch = row.GetInt64(8),
    };
}

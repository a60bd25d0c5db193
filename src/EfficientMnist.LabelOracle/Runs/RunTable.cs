using System.Data.Common;
using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>SQL on the table <c>runs</c>.</summary>
internal static class RunTable
{
    private const string Columns = "run_id, dataset, budget, spent, closed_at, oracle, class_names, source, epoch, second_share, prices, money, paid";

    /// <summary>Adds the run; returns false where the id is taken.</summary>
    public static async Task<bool> InsertAsync(LedgerSession session, Run run, DateTimeOffset time, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            """
            insert into runs (run_id, dataset, budget, oracle, class_names, source, second_share, prices, money, opened_at)
            values (@run, @dataset, @budget, @oracle, @classes, @source, @second, @prices, nullif(@money, 0), @time)
            on conflict (run_id) do nothing
            """,
            [
                ("@run", run.Id.Value), ("@dataset", run.Dataset), ("@budget", run.Budget.Limit), ("@oracle", OracleName.Of(run.Oracle)),
                ("@classes", JsonSerializer.Serialize(run.ClassNames)), ("@source", JsonSerializer.Serialize(run.Source)), ("@second", run.SecondShare),
                ("@prices", JsonSerializer.Serialize(run.Prices)), ("@money", run.Budget.Money?.Limit ?? 0), ("@time", LedgerTime.Format(time)),
            ],
            cancellationToken) == 1;

    public static async Task<Run?> FindAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"select {Columns} from runs where run_id = @run", [("@run", id.Value)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>Finds a run that exists.</summary>
    public static async Task<Run> GetAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        await FindAsync(session, id, cancellationToken) ?? throw Refusal.NotFound($"There is no run {id}.");

    /// <summary>Finds a run and keeps every other transaction from changing it until this one ends; null where there is none.</summary>
    public static async Task<Run?> TryLockAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        (await session.QueryAsync(
            $"select {Columns} from runs where run_id = @run {session.Dialect.RowLock}", [("@run", id.Value)], Read, cancellationToken)).SingleOrDefault();

    /// <summary>Finds a run that exists and keeps every other transaction from changing it until this one ends.</summary>
    public static async Task<Run> LockAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        await TryLockAsync(session, id, cancellationToken) ?? throw Refusal.NotFound($"There is no run {id}.");

    /// <summary>Takes a cost off the budget; a negative one is given back.</summary>
    public static Task ChargeAsync(LedgerSession session, RunId id, Cost cost, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update runs set spent = spent + @labels, paid = paid + @money where run_id = @run",
            [("@labels", cost.Labels), ("@money", cost.Money), ("@run", id.Value)],
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

    /// <summary>How often a run was extended.</summary>
    public static async Task<int> ExtensionsAsync(LedgerSession session, RunId id, CancellationToken cancellationToken) =>
        (await session.QueryAsync("select count(*) from extensions where run_id = @run", [("@run", id.Value)], row => (int)row.GetInt64(0), cancellationToken))[0];

    /// <summary>Gives a locked run a larger budget, and opens it again where it has ended.</summary>
    public static async Task ExtendAsync(LedgerSession session, RunId id, int number, RunBudget budget, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            "insert into extensions (run_id, number, budget, money, extended_at) values (@run, @number, @budget, nullif(@money, 0), @time)",
            [("@run", id.Value), ("@number", number), ("@budget", budget.Limit), ("@money", budget.Money?.Limit ?? 0), ("@time", LedgerTime.Format(time))],
            cancellationToken);
        await session.ExecuteAsync(
            "update runs set budget = @budget, money = nullif(@money, 0), closed_at = null where run_id = @run",
            [("@budget", budget.Limit), ("@money", budget.Money?.Limit ?? 0), ("@run", id.Value)],
            cancellationToken);
    }

    /// <summary>All runs, in the order of their names.</summary>
    public static Task<List<RunId>> IdsAsync(LedgerSession session, CancellationToken cancellationToken) =>
        session.QueryAsync("select run_id from runs order by run_id", [], row => new RunId(row.GetString(0)), cancellationToken);

    /// <summary>The runs whose budget says something else than the rows of their ledger.</summary>
    public static Task<List<(RunId Run, Cost Spent, Cost Charged)>> WrongTotalsAsync(LedgerSession session, CancellationToken cancellationToken) =>
        session.QueryAsync(
            """
            select run_id, spent, paid, charged, charged_money from (
                select runs.run_id, runs.spent, runs.paid, cast(coalesce(sum(entry.paid), 0) as bigint) as charged_money,
                       coalesce(sum(case when entry.charged then 1 when entry.action = 'undone' and before.action = 'answered' then -1 else 0 end), 0) as charged
                from runs
                left join ledger entry on entry.run_id = runs.run_id
                left join ledger before on before.entry_id = entry.supersedes_entry_id
                group by runs.run_id, runs.spent, runs.paid) totals
            where spent <> charged or paid <> charged_money
            """,
            [],
            row => (new RunId(row.GetString(0)), new Cost(row.GetInt32(1), row.GetInt64(2)), new Cost((int)row.GetInt64(3), row.GetInt64(4))),
            cancellationToken);

    /// <summary>Limits and spendings of the runs that may still buy, added up by data set.</summary>
    public static Task<List<OpenBudgets>> OpenBudgetsAsync(LedgerSession session, CancellationToken cancellationToken) =>
        session.QueryAsync(
            "select dataset, sum(budget), sum(spent) from runs where closed_at is null group by dataset",
            [],
            row => new OpenBudgets(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken);

    private static Run Read(DbDataReader row)
    {
        var prices = JsonSerializer.Deserialize<PriceList>(row.GetString(10))!;
        return Read(row, prices, prices.IsGiven ? new Money(row.IsDBNull(11) ? null : row.GetInt64(11), row.GetInt64(12), prices.Dearest) : null);
    }

    private static Run Read(DbDataReader row, PriceList prices, Money? money) => new()
    {
        Id = new RunId(row.GetString(0)),
        Dataset = row.GetString(1),
        Prices = prices,
        Budget = new RunBudget(row.GetInt32(2), row.GetInt32(3), money),
        ClosedAt = row.IsDBNull(4) ? null : LedgerTime.Parse(row.GetString(4)),
        Oracle = OracleName.Parse(row.GetString(5)),
        ClassNames = JsonSerializer.Deserialize<string[]>(row.GetString(6))!,
        Source = JsonSerializer.Deserialize<SourceSettings>(row.GetString(7)) ?? SourceSettings.None,
        Epoch = row.GetInt64(8),
        SecondShare = row.GetDouble(9),
    };
}

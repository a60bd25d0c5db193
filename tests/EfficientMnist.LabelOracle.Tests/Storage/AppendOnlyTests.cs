using System.Data.Common;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.LabelOracle.Tests.Storage;

public sealed class AppendOnlyTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Database_AskedToChangeOrRemoveRows_Refuses(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1, 2);
        await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default);

        await RefusesAsync("ledger is append-only", "update ledger set label = 3");
        await RefusesAsync("ledger is append-only", "delete from ledger");
        await RefusesAsync("gradings is append-only", "update gradings set accuracy = 1");
        await RefusesAsync("gradings is append-only", "delete from gradings");
        Assert.Equal(2, (await setup.RowsAsync(run)).Count);

        async Task RefusesAsync(string message, string sql) =>
            Assert.Contains(message, (await Assert.ThrowsAnyAsync<DbException>(() => setup.SqlAsync(sql))).Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Database_AskedToOverspendOrChargeTwice_Refuses(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1);

        await Assert.ThrowsAnyAsync<DbException>(() => setup.SqlAsync("update runs set spent = 6"));
        await Assert.ThrowsAnyAsync<DbException>(() => setup.SqlAsync(
            """
            insert into ledger (run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, action, annotator, chain)
            select run_id, 'again', sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, action, annotator, chain from ledger
            """));
        await Assert.ThrowsAnyAsync<DbException>(() => setup.SqlAsync("delete from runs"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Database_AskedToForkTheAnswersOfAnImage_Refuses(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1);
        await setup.AnswerAsync(run, 1, 5, "ann");
        await setup.CorrectAsync(run, 1, 6, "ann");

        await Assert.ThrowsAnyAsync<DbException>(() => CopyAsync("'answered'", "null"));
        await Assert.ThrowsAnyAsync<DbException>(() => CopyAsync("'corrected'", "(select min(entry_id) from ledger)"));
        Assert.Equal(2, (await setup.RowsAsync(run)).Count);

        Task CopyAsync(string action, string supersedes) => setup.SqlAsync(
            $"""
            insert into ledger (run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, annotator, chain, action, supersedes_entry_id)
            select run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id, annotator, chain, {action}, {supersedes} from ledger limit 1
            """);
    }

    [Theory, OnPostgres]
    public async Task Database_AskedToTruncate_Refuses(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);

        var error = await Assert.ThrowsAnyAsync<DbException>(() => setup.SqlAsync("truncate ledger cascade"));
        Assert.Contains("ledger is append-only", error.Message, StringComparison.Ordinal);
    }
}

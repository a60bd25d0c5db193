using System.Data.Common;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.LabelOracle.Tests.Storage;

public sealed class AppendOnlyTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Database_AskedToChangeOrRemoveRows_Refuses(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1, 2);
        await desk.GradeBook.GradeAsync(run, GradingKind.Final, "", 2, OracleDesk.TestLabels, default);

        await RefusesAsync("ledger is append-only", "update ledger set label = 3");
        await RefusesAsync("ledger is append-only", "delete from ledger");
        await RefusesAsync("gradings is append-only", "update gradings set accuracy = 1");
        await RefusesAsync("gradings is append-only", "delete from gradings");
        Assert.Equal(2, (await desk.RowsAsync(run)).Count);

        async Task RefusesAsync(string message, string sql) =>
            Assert.Contains(message, (await Assert.ThrowsAnyAsync<DbException>(() => desk.SqlAsync(sql))).Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Database_AskedToOverspendOrChargeTwice_Refuses(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);
        var run = await desk.OpenRunAsync(budget: 5);
        await desk.BuyAsync(run, "first", 1);

        await Assert.ThrowsAnyAsync<DbException>(() => desk.SqlAsync("update runs set spent = 6"));
        await Assert.ThrowsAnyAsync<DbException>(() => desk.SqlAsync(
            """
            insert into ledger (run_id, request_id, sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id)
            select run_id, 'again', sample_id, label, purpose, strategy, score, rank, round, charged, bought_at, trace_id from ledger
            """));
        await Assert.ThrowsAnyAsync<DbException>(() => desk.SqlAsync("delete from runs"));
    }

    [Theory, OnPostgres]
    public async Task Database_AskedToTruncate_Refuses(string storage)
    {
        await using var desk = await OracleDesk.OpenAsync(storage);

        var error = await Assert.ThrowsAnyAsync<DbException>(() => desk.SqlAsync("truncate ledger"));
        Assert.Contains("ledger is append-only", error.Message, StringComparison.Ordinal);
    }
}

using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Tests.Storage;

public sealed class LedgerSchemaTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Migrate_FromManyProcessesAtOnce_AppliesEachScriptOnce(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        var databases = Enumerable.Range(0, 6).Select(_ => storage.Open()).ToList();

        var versions = await Task.WhenAll(databases.Select(database => Task.Run(() => LedgerSchema.MigrateAsync(database, TimeProvider.System, default))));

        Assert.All(versions, version => Assert.Equal(5, version));
        var applied = await databases[0].ReadAsync(
            session => session.QueryAsync("select version from schema_version", [], row => row.GetInt32(0), default), default);
        Assert.Equal([1, 2, 3, 4, 5], applied.Order());
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Migrate_OfANewerDatabase_RefusesWithBothVersions(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        await setup.SqlAsync("insert into schema_version (version, applied_at) values (99, '')");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LedgerSchema.MigrateAsync(setup.Database, TimeProvider.System, default));

        Assert.Contains("schema version 99", error.Message, StringComparison.Ordinal);
        Assert.Contains(storage, error.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Reopen_AfterAPurchase_FindsIt(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        RunId run;
        await using (var first = await OracleSetup.OpenAsync(storage))
        {
            run = await first.OpenRunAsync(budget: 5);
            await first.BuyAsync(run, "first", 1, 2);
        }

        await using var second = await OracleSetup.OpenAsync(storage);

        Assert.Equal(3, (await second.BudgetAsync(run)).Remaining);
        Assert.Equal([1, 2], (await second.RowsAsync(run)).Select(row => row.Sample.Value));
    }

    [Fact]
    public void Description_OfPostgres_KeepsThePasswordBack()
    {
        var database = new PostgresLedgerDatabase("Host=db.local;Database=labels;Username=eml;Password=hush");

        Assert.Equal("PostgreSQL database labels on db.local:5432", database.Description);
    }
}

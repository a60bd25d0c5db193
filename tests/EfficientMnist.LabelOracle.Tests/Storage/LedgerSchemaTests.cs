using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Tests.Storage;

public sealed class LedgerSchemaTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Create_FromManyProcessesAtOnce_MakesTheTablesOnce(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        var databases = Enumerable.Range(0, 6).Select(_ => storage.Open()).ToList();

        await Task.WhenAll(databases.Select(database => Task.Run(() => LedgerSchema.CreateAsync(database, TimeProvider.System, default))));

        var made = await databases[0].ReadAsync(
            session => session.QueryAsync("select version from schema_version", [], row => row.GetInt32(0), default), default);
        Assert.Equal([LedgerSchema.Version], made);
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [Theory]
    [InlineData(TestStorage.Sqlite, LedgerSchema.Version - 1)]
    [InlineData(TestStorage.Sqlite, 99)]
    public async Task Create_WhereTablesOfAnotherVersionAre_NamesTheFileBothVersionsAndTheRemedy(string storage, int version)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        await setup.SqlAsync($"update schema_version set version = {version}");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => LedgerSchema.CreateAsync(setup.Database, TimeProvider.System, default));

        Assert.Contains(setup.Database.Description, error.Message, StringComparison.Ordinal);
        Assert.Contains($"has schema version {version}, and this program reads version {LedgerSchema.Version} only", error.Message, StringComparison.Ordinal);
        Assert.Contains("begin a new ledger", error.Message, StringComparison.Ordinal);
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

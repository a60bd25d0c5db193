using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Tests.Storage;
using Microsoft.Data.Sqlite;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Tests.Sources;

/// <summary>Labels from a database of the user's own: 1,000 images, image i being 'even' or 'odd'; some rows are not as they should be.</summary>
public sealed class SqlLabelSourceTests : IDisposable
{
    private const string Query = "select label from truth where id = @id";

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-source-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File => Path.Combine(_folder, "truth.db");

    private SourceSettings Settings => new($"Data Source={File}", Query, "");

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_FromTheDatabase_IsARowForEachLabelAndReplayed(string storage)
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await OpenAsync(setup, budget: 5);

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 7, 8));
        var again = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 7, 8));
        var other = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 7, 9));

        Assert.Equal([0, 1, 0], bought.Rows.Select(row => row.Label));
        Assert.Equal((true, new RunBudget(5, 3)), (again.Replayed, again.Budget));
        Assert.Equal([false, true], other.Rows.Select(row => row.Charged));
        Assert.Equal(new RunBudget(5, 4), await setup.BudgetAsync(run));
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "third", 10, 11));
        Assert.All(await setup.RowsAsync(run), row => Assert.Equal(LedgerAction.Bought, row.Action));
    }

    [Theory]
    [InlineData(101, "has no label")]
    [InlineData(102, "has no label")]
    [InlineData(103, "has 2 labels, 'even', 'odd'")]
    [InlineData(104, "has the label 'Even', which is no class")]
    public async Task Buy_WhatTheDatabaseDoesNotTell_ChargesNothingAndNamesTheImage(int sample, string problem)
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, budget: 2);

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4, sample));

        Assert.Contains($"image {sample} {problem}", error.Message, StringComparison.Ordinal);
        Assert.Empty(await setup.RowsAsync(run));
        // The reservation is gone: the whole budget can be spent.
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 4, 5));
    }

    [Fact]
    public async Task Buy_WhileTheDatabaseIsAway_IsUnavailableAndKeepsItsReservation()
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, budget: 3);
        System.IO.File.Move(File, File + ".away");

        var away = await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4, 5));

        Assert.Equal(RefusalKind.Unavailable, away.Kind);
        Assert.Empty(await setup.RowsAsync(run));
        Assert.Equal(1, Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "other", 6, 7)).Budget.Remaining);
        System.IO.File.Move(File + ".away", File);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 5));
        Assert.Equal(new RunBudget(3, 2), await setup.BudgetAsync(run));
    }

    [Theory]
    [InlineData("", Query, "needs oracle.connection")]
    [InlineData("nobody", Query, "There is no connection 'nobody'")]
    [InlineData("Host=h;Password=p", Query, "ConnectionStrings__")]
    [InlineData(null, "select label from truth", "@file")]
    [InlineData(null, "select label from lies where id = @id", "lies")]
    [InlineData(null, "selekt @id", "syntax")]
    public async Task Open_WithSettingsThatCannotWork_IsRefusedAtOnce(string? connection, string query, string hint)
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);

        var error = await Assert.ThrowsAsync<RefusalException>(() => OpenAsync(setup, 3, Settings with { Connection = connection ?? Settings.Connection, Query = query }));

        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
        Assert.Null(await setup.Runs.FindAsync(new RunId("run"), default));
    }

    [Fact]
    public async Task Ask_WithAQueryThatWrites_ChangesNothing()
    {
        Fill();
        var source = new SqlLabelSource(Settings with { Query = "delete from truth where id = @id returning label" }, null);

        var error = await Assert.ThrowsAsync<RefusalException>(() => source.AskAsync(new RunId("run"), new RequestId("first"), [new AskedImage(new SampleId(4), "")], default));

        Assert.Contains("readonly", error.Message, StringComparison.Ordinal);
    }

    [Theory, OnPostgres]
    public async Task Ask_OfAServer_ReadsByTheFilesName(string storage)
    {
        using var place = await TestStorage.CreateAsync(storage);
        var server = place.ConnectionString!;
        await using (var connection = new Npgsql.NpgsqlConnection(server))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "create table truth (file text, label integer); insert into truth values ('a.png', 3), ('b.png', 4)";
            await command.ExecuteNonQueryAsync();
        }
        var source = new SqlLabelSource(new SourceSettings("truth", "select label from truth where file = @name", ""), server);
        await source.CheckAsync(default);

        var answers = await source.AskAsync(new RunId("run"), new RequestId("first"), [new AskedImage(new SampleId(4), "x/b.png"), new AskedImage(new SampleId(5), "c.png")], default);

        Assert.Equal([new SourceAnswer("4", "")], answers[new SampleId(4)]);
        Assert.Empty(answers[new SampleId(5)]);
    }

    [Fact]
    public async Task Buy_WithAColumnOfPrices_ChargesWhatItSaysAndThePriceWhereItSaysNothing()
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, budget: 9, Settings with { Query = "select label, case id when 4 then 3 when 5 then 0 end from truth where id = @id" }, new AskedPrices(10, new Dictionary<string, long>(), 30));

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 5, 6));

        Assert.Equal([3, 0, 10], bought.Rows.Select(row => row.Paid));
        // What was reserved and not charged pays for others.
        Assert.Equal(new RunBudget(9, 3, new Money(30, 13, 10)), await setup.BudgetAsync(run));
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "second", 7, 8));
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "third", 7));
    }

    [Theory]
    [InlineData("11", "has the price '11'")]
    [InlineData("-1", "has the price '-1'")]
    [InlineData("2.5", "has the price '2.5'")]
    [InlineData("'dear'", "has the price 'dear'")]
    public async Task Buy_ForAPriceThatIsNone_ChargesNothingAndNamesTheImage(string price, string problem)
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, budget: 9, Settings with { Query = $"select label, {price} from truth where id = @id" }, new AskedPrices(10, new Dictionary<string, long>(), 10));

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4));

        Assert.Contains($"image 4 {problem}", error.Message, StringComparison.Ordinal);
        Assert.Equal(new RunBudget(9, 0, new Money(10, 0, 10)), await setup.BudgetAsync(run));
    }

    [Fact]
    public async Task Buy_WhileTheDatabaseIsAway_KeepsTheDearestReserved()
    {
        Fill();
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await OpenAsync(setup, budget: 9, prices: new AskedPrices(0, new Dictionary<string, long> { ["even"] = 1, ["odd"] = 10 }, 25));
        System.IO.File.Move(File, File + ".away");

        await Assert.ThrowsAsync<RefusalException>(() => setup.BuyAsync(run, "first", 4, 6));

        Assert.Equal(5, Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "other", 8)).Budget.Money?.Remaining);
        System.IO.File.Move(File + ".away", File);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 4, 6));
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "other", 8, 10));
        Assert.Equal(new RunBudget(9, 4, new Money(25, 4, 10)), await setup.BudgetAsync(run));
    }

    private async Task<RunId> OpenAsync(OracleSetup setup, int budget, SourceSettings? settings = null, AskedPrices? prices = null)
    {
        var id = new RunId("run");
        Assert.IsType<OpenRunOutcome.Opened>(await setup.Runs.OpenAsync(id, OracleSetup.Dataset, budget, OracleKind.Sql, ["even", "odd"], default, settings ?? Settings, prices: prices));
        return id;
    }

    private void Fill()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            create table truth (id integer, label text);
            with recursive n(i) as (select 0 union all select i + 1 from n where i < 100) insert into truth select i, case i % 2 when 0 then 'even' else 'odd' end from n;
            insert into truth values (102, null), (103, 'even'), (103, 'odd'), (104, 'Even');
            """;
        command.ExecuteNonQuery();
    }
}

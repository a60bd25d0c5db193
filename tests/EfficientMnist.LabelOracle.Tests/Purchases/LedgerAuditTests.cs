using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

public sealed class LedgerAuditTests
{
    private static readonly Dictionary<RunId, string> NoHeads = [];

    [Theory, OnSqlite, OnPostgres]
    public async Task Verify_AsItWasWritten_FindsNothing(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var (sold, asked) = (await setup.OpenRunAsync(budget: 5), await setup.OpenHumanRunAsync(budget: 5));
        await setup.BuyAsync(sold, "first", 1, 2);
        await setup.BuyAsync(sold, "second", 2, 3);
        await setup.AskAsync(asked, "first", 1, 2, 3);
        await setup.AnswerAsync(asked, 1, 3, "ann");
        await setup.SkipAsync(asked, 2, "ann");
        await setup.UndoAsync(asked, "ann");
        await setup.CorrectAsync(asked, 1, 4, "bob");

        var (runs, rows, faults) = await setup.Audit.VerifyAsync(null, NoHeads, default);

        Assert.Equal((2, 8L), (runs, rows));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("update ledger set label = 3 where entry_id = 2", 2)]
    [InlineData("update ledger set charged = 0, paid = 0 where entry_id = 3", 3)]
    [InlineData("update ledger set paid = 2 where entry_id = 3", 3)]
    [InlineData("update ledger set strategy = 'other' where entry_id = 1", 1)]
    [InlineData("delete from ledger where entry_id = 2", 3)]
    [InlineData("delete from ledger where entry_id = 4", 0)]
    public async Task Verify_AfterARowWasChangedBehindItsBack_NamesIt(string sql, long entry)
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1, 2);
        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 3, 4));
        await setup.SqlAsync("drop trigger ledger_no_update");
        await setup.SqlAsync("drop trigger ledger_no_delete");

        await setup.SqlAsync(sql);

        var (_, _, faults) = await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string> { [run] = bought.Head }, default);
        Assert.Contains(faults, fault => fault.EntryId == entry && fault.Run == run);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Verify_OfALedgerThatWasSetBack_NamesTheRunsThatLackRows(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var (whole, lacking, gone) = (await setup.OpenRunAsync(budget: 5), await setup.OpenRunAsync(budget: 5), new RunId("gone"));
        var early = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(whole, "first", 1, 2));
        await setup.BuyAsync(whole, "second", 3);
        await setup.BuyAsync(lacking, "first", 1, 2);

        // Heads from after the moment that the ledger was set back to.
        var (runs, _, faults) = await setup.Audit.VerifyAsync(null, new Dictionary<RunId, string> { [whole] = early.Head, [lacking] = "later", [gone] = "any" }, default);

        Assert.Equal(3, runs);
        Assert.Equal(new[] { lacking, gone }.ToHashSet(), [.. faults.Select(fault => fault.Run)]);
        Assert.All(faults, fault => Assert.Contains("rows at its end are missing", fault.What, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Start_WithASumThatIsNotThatOfTheRows_CountsTheRows(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "first", 1, 2, 3);
        await setup.SqlAsync("update runs set spent = 0");
        Assert.Equal(
            [new LedgerFault(run, 0, "its budget says 0 labels spent, its rows 3")],
            (await setup.Audit.VerifyAsync(run, NoHeads, default)).Faults);

        await new LedgerStartup(setup.Database, TimeProvider.System, NullLogger<LedgerStartup>.Instance).StartAsync(default);

        Assert.Equal(new RunBudget(5, 3), await setup.BudgetAsync(run));
        Assert.Equal(2, Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "second", 4, 5, 6)).Budget.Remaining);
    }

    [Fact]
    public async Task Start_OnALedgerOfNoBytes_IsRefusedAndLeavesIt()
    {
        using var storage = await TestStorage.CreateAsync(TestStorage.Sqlite);
        var file = Path.Combine(storage.Folder, "ledger.db");
        await File.WriteAllBytesAsync(file, []);
        await using var database = storage.Open();

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            () => new LedgerStartup(database, TimeProvider.System, NullLogger<LedgerStartup>.Instance).StartAsync(default));

        Assert.Contains($"{file} is empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("eml restore", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(file).Length);
    }

    [Fact]
    public async Task Start_OnADamagedLedger_NamesItAndTheRemedy()
    {
        using var storage = await TestStorage.CreateAsync(TestStorage.Sqlite);
        var file = Path.Combine(storage.Folder, "ledger.db");
        await File.WriteAllTextAsync(file, new string('x', 5_000));
        await using var database = storage.Open();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new LedgerStartup(database, TimeProvider.System, NullLogger<LedgerStartup>.Instance).StartAsync(default));

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains("eml restore", error.Message, StringComparison.Ordinal);
    }
}

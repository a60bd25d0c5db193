using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

public sealed class LedgerTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_NewImages_RevealsTheirLabelsInOrderAndCharges(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 10);

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 42, 7, 999));

        Assert.Equal([2, 7, 9], bought.Rows.Select(row => row.Label));
        Assert.All(bought.Rows, row => Assert.True(row.Charged));
        Assert.Equal(new RunBudget(10, 3), bought.Budget);
        Assert.False(bought.Replayed);
        Assert.Equal(new RunBudget(10, 3), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_SameRequestAgain_ReplaysTheAnswerUncharged(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 4);
        var first = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 42, 7));
        await setup.BuyAsync(run, "second", 1);

        var again = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 42, 7));

        Assert.True(again.Replayed);
        Assert.Equal(first.Rows.Select(row => (row.Sample, row.Label, row.Charged)), again.Rows.Select(row => (row.Sample, row.Label, row.Charged)));
        Assert.Equal(new RunBudget(4, 3), again.Budget);
        Assert.Equal(3, (await setup.RowsAsync(run)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_ByAnActivationThatALaterOneHasReplaced_IsRefusedAlsoWhereItWouldBeAReplay(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 4);
        var first = OracleSetup.Purchase(run, "first", 42);
        await setup.Ledger.BuyAsync(first with { Epoch = 1 }, default);
        await setup.Ledger.BuyAsync(OracleSetup.Purchase(run, "second", 7) with { Epoch = 3 }, default);

        var late = await setup.Ledger.BuyAsync(OracleSetup.Purchase(run, "third", 8) with { Epoch = 2 }, default);
        var repeated = await setup.Ledger.BuyAsync(first with { Epoch = 1 }, default);
        var same = await setup.Ledger.BuyAsync(first with { Epoch = 3 }, default);

        Assert.Equal(new PurchaseOutcome.Superseded(run, 2, 3), late);
        Assert.Equal(new PurchaseOutcome.Superseded(run, 1, 3), repeated);
        Assert.True(Assert.IsType<PurchaseOutcome.Bought>(same).Replayed);
        Assert.Equal(new RunBudget(4, 2), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_SameRequestWithOtherScores_IsARepetition(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 4);
        var purchase = OracleSetup.Purchase(run, "first", 42);
        await setup.Ledger.BuyAsync(purchase, default);

        var again = await setup.Ledger.BuyAsync(purchase with { Queries = [purchase.Queries[0] with { Score = 0.25 }] }, default);

        Assert.True(Assert.IsType<PurchaseOutcome.Bought>(again).Replayed);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_SameRequestForSomethingElse_IsRefusedSayingWhatDiffers(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 10);
        var purchase = OracleSetup.Purchase(run, "first", 42, 7);
        await setup.Ledger.BuyAsync(purchase, default);

        Assert.Equal("sample 7 in place 2, not 8", await Difference(OracleSetup.Purchase(run, "first", 42, 8)));
        Assert.Equal("2 images, not 1", await Difference(OracleSetup.Purchase(run, "first", 42)));
        Assert.Equal("purpose acquire, not seed", await Difference(purchase with { Purpose = QueryPurpose.Seed }));
        Assert.Equal("strategy margin, not random", await Difference(purchase with { Strategy = "random" }));
        Assert.Equal("round 1, not 2", await Difference(purchase with { Round = 2 }));
        Assert.Equal(new RunBudget(10, 2), await setup.BudgetAsync(run));

        async Task<string> Difference(Purchase other) =>
            Assert.IsType<PurchaseOutcome.RequestTaken>(await setup.Ledger.BuyAsync(other, default)).Difference;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_OfImagesThatSomethingElseChose_RecordsWhatChoseEach(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 10);
        var purchase = OracleSetup.Purchase(run, "first", 42, 7);
        purchase = purchase with { Queries = [purchase.Queries[0] with { Strategy = "by_hand" }, purchase.Queries[1]] };

        await setup.Ledger.BuyAsync(purchase, default);
        var again = await setup.Ledger.BuyAsync(purchase, default);
        var other = await setup.Ledger.BuyAsync(OracleSetup.Purchase(run, "first", 42, 7), default);

        Assert.Equal(["by_hand", "margin"], (await setup.RowsAsync(run)).Select(row => row.Strategy));
        Assert.True(Assert.IsType<PurchaseOutcome.Bought>(again).Replayed);
        Assert.Equal("strategy by_hand, not margin", Assert.IsType<PurchaseOutcome.RequestTaken>(other).Difference);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_ImageTheRunHolds_IsAnsweredUncharged(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 3);
        await setup.BuyAsync(run, "first", 42, 7);

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 7, 8, 42));

        Assert.Equal([false, true, false], bought.Rows.Select(row => row.Charged));
        Assert.Equal([7, 8, 2], bought.Rows.Select(row => row.Label));
        Assert.Equal(0, bought.Budget.Remaining);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "third", 8));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_BeyondTheBudget_ChargesNothingAndSaysWhatIsLeft(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 3);
        await setup.BuyAsync(run, "first", 1, 2);

        var refused = Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "second", 1, 3, 4));

        Assert.Equal(2, refused.Cost.Labels);
        Assert.Equal(1, refused.Budget.Remaining);
        Assert.Equal(2, (await setup.RowsAsync(run)).Count);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 1, 3));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_TwoRunsTheSameImage_ChargesEach(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var (one, other) = (await setup.OpenRunAsync(5), await setup.OpenRunAsync(5));

        await setup.BuyAsync(one, "same", 1);
        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(other, "same", 1));

        Assert.False(bought.Replayed);
        Assert.True(bought.Rows[0].Charged);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_AfterGrading_IsRefusedButOldRequestsAreReplayed(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 5);
        await setup.BuyAsync(run, "before", 1, 2);
        Assert.IsType<GradeOutcome.Graded>(await setup.GradingStore.GradeAsync(run, GradingKind.Final, "", 2, OracleSetup.TestLabels, default));

        Assert.IsType<PurchaseOutcome.RunClosed>(await setup.BuyAsync(run, "after", 3));
        Assert.True(Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "before", 1, 2)).Replayed);
        Assert.Equal(new RunBudget(5, 2), await setup.BudgetAsync(run));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_ForAnUnknownRun_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);

        Assert.IsType<PurchaseOutcome.UnknownRun>(await setup.BuyAsync(new RunId("nobodys"), "first", 1));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Read_ManyRows_ComesInPagesInOrderWithEveryField(string storage)
    {
        var time = new StoppedTime(new DateTimeOffset(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero));
        await using var setup = await OracleSetup.OpenAsync(storage, time);
        var run = await setup.OpenRunAsync(budget: 1000);
        await setup.BuyAsync(await setup.OpenRunAsync(budget: 1), "another run's", 5);
        var purchase = OracleSetup.Purchase(run, "all", [.. Enumerable.Range(0, 1000).Reverse()]) with { Purpose = QueryPurpose.Validate, Round = 7 };
        await setup.Ledger.BuyAsync(purchase, default);

        List<int> pages = [];
        await foreach (var page in setup.Ledger.ReadAsync(run, new LedgerFilter(), default))
            pages.Add(page.Count);
        var rows = await setup.RowsAsync(run);

        Assert.Equal([500, 500], pages);
        Assert.Equal(Enumerable.Range(0, 1000).Reverse(), rows.Select(row => row.Sample.Value));
        Assert.Equal(rows.OrderBy(row => row.EntryId), rows);
        Assert.Equal(990, (await setup.RowsAsync(run, after: rows[9].EntryId)).Count);
        var third = rows[2];
        Assert.Equal(
            (run, "all", 997, 7, QueryPurpose.Validate, "margin", 3, 7, true, time.GetUtcNow()),
            (third.Run, third.Request.Value, third.Sample.Value, third.Label, third.Purpose, third.Strategy, third.Rank, third.Round, third.Charged, third.Time));
        Assert.Equal(0.48, third.Score, 12);
    }

    private sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

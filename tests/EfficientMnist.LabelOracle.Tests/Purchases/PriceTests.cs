using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;
using Money = EfficientMnist.LabelOracle.Pricing.Money;

namespace EfficientMnist.LabelOracle.Tests.Purchases;

/// <summary>Labels that cost money: class i costs 10 + i where nothing else is said.</summary>
public sealed class PriceTests
{
    private static readonly IReadOnlyDictionary<string, long> NoClass = new Dictionary<string, long>();

    [Theory, OnSqlite, OnPostgres]
    public async Task Buy_WithPricesByClass_ChargesEachItsOwnOnce(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenRunAsync(budget: 9, OracleSetup.Rising(10, budget: 60));

        var bought = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 0, 3, 19));
        var again = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "first", 0, 3, 19));
        var known = Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 3));

        Assert.Equal([10, 13, 19], bought.Rows.Select(row => row.Paid));
        Assert.True(again.Replayed);
        Assert.Equal([0], known.Rows.Select(row => row.Paid));
        Assert.Equal(new RunBudget(9, 3, new Money(60, 42, 19)), await setup.BudgetAsync(run));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Fact]
    public async Task Buy_WhatTheRestPaysForOnlyAsItTurnsOut_IsRefusedWhateverItsLabels()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 9, OracleSetup.Rising(10, budget: 37));

        // Two of class 0 cost 20, two of class 9 cost 38: the refusal must not tell which they are.
        var refused = Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "first", 0, 10));
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 0));

        Assert.Equal(new Cost(2, 38), refused.Cost);
        Assert.Contains("37 of 37 left to pay with; the 2 labels of this request may cost 38", LabelOracle.Edge.OutcomeRefusals.Of(refused).Message, StringComparison.Ordinal);
        Assert.Equal(new RunBudget(9, 1, new Money(37, 10, 19)), await setup.BudgetAsync(run));
    }

    [Fact]
    public async Task Buy_WithoutPrices_PaysOneUnitALabel()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 3);

        await setup.BuyAsync(run, "first", 1, 2);

        Assert.All(await setup.RowsAsync(run), row => Assert.Equal(1, row.Paid));
        Assert.Equal(new RunBudget(3, 2), await setup.BudgetAsync(run));
    }

    [Theory]
    [InlineData(0, "3", 5, 0, "'0' has no price")]
    [InlineData(1, "cow", 5, 0, "'cow', which is no class")]
    [InlineData(-1, "3", 5, 0, "A price is -1")]
    [InlineData(1, "3", 2_000_000_000, 0, "A price is 2000000000")]
    [InlineData(4, "3", 5, 4, "does not pay for one label, which may cost 5")]
    public async Task Open_WithPricesThatCannotBe_IsRefused(long each, string name, long price, long money, string hint)
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var prices = new AskedPrices(each, new Dictionary<string, long> { [name] = price }, money);

        var error = await Assert.ThrowsAsync<RefusalException>(() => setup.OpenRunAsync(budget: 3, prices));

        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AgainForOtherPrices_IsTaken()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        Task<OpenRunOutcome> OpenAsync(AskedPrices? prices) => setup.Runs.OpenAsync(new RunId("run"), OracleSetup.Dataset, 3, OracleKind.Dataset, [], default, prices: prices);

        Assert.IsType<OpenRunOutcome.Opened>(await OpenAsync(OracleSetup.Rising(1, 50)));
        Assert.IsType<OpenRunOutcome.Opened>(await OpenAsync(OracleSetup.Rising(1, 50)));

        Assert.IsType<OpenRunOutcome.Taken>(await OpenAsync(OracleSetup.Rising(2, 50)));
        Assert.IsType<OpenRunOutcome.Taken>(await OpenAsync(OracleSetup.Rising(1, 60)));
        Assert.IsType<OpenRunOutcome.Taken>(await OpenAsync(null));
    }

    [Fact]
    public async Task Extend_WithMoney_PaysForMoreAndIsNoExtensionTwice()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenRunAsync(budget: 9, new AskedPrices(10, NoClass, 15));
        await setup.BuyAsync(run, "first", 1);
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.BuyAsync(run, "second", 2));

        var (budget, extensions) = await setup.Runs.ExtendAsync(run, 9, default, money: 25);
        var again = await setup.Runs.ExtendAsync(run, 9, default, money: 25);

        Assert.Equal((new RunBudget(9, 1, new Money(25, 10, 10)), 1), (budget, extensions));
        Assert.Equal((budget, 1), again);
        Assert.IsType<PurchaseOutcome.Bought>(await setup.BuyAsync(run, "second", 2));
        await Assert.ThrowsAsync<RefusalException>(() => setup.Runs.ExtendAsync(run, 9, default, money: 24));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Answer_RejectUndoAndCorrect_PayGiveBackAndLeaveWhatWasPaid(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 9, OracleSetup.Rising(10, budget: 60));
        await setup.AskAsync(run, "first", 1, 2, 3);

        await setup.AnswerAsync(run, 1, 4, "ann");
        await setup.RejectAsync(run, 2, RejectReason.Unusable, "ann");
        await setup.UndoAsync(run, "ann");
        await setup.AnswerAsync(run, 2, 0, "ann");
        await setup.CorrectAsync(run, 1, 9, "ann");

        Assert.Equal([14, 19, -19, 10, 0], (await setup.RowsAsync(run)).Select(row => row.Paid));
        Assert.Equal(new RunBudget(9, 2, new Money(60, 24, 19)), await setup.BudgetAsync(run));
        Assert.Empty((await setup.Audit.VerifyAsync(run, new Dictionary<RunId, string>(), default)).Faults);
    }

    [Fact]
    public async Task Ask_WhileAnAnswerMayBeTakenBack_KeepsTheDearestForIt()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenHumanRunAsync(budget: 9, OracleSetup.Rising(1, budget: 25));
        await setup.AskAsync(run, "first", 1, 2);
        await setup.AnswerAsync(run, 1, 0, "ann");

        // One is paid of 25; but it may become ten, and the open one, too.
        Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.AskAsync(run, "second", 3));
        await setup.UndoAsync(run, "ann");
        await setup.AnswerAsync(run, 1, 9, "ann");
        await setup.AnswerAsync(run, 2, 0, "ann");

        // The round is complete: 14 are left.
        Assert.IsType<PurchaseOutcome.Asked>(await setup.Questions.AskAsync(OracleSetup.Purchase(run, "second", 3) with { Round = 2 }, default));
        Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 3, 9, "ann"));
        Assert.Equal(new RunBudget(9, 3, new Money(25, 21, 10)), await setup.BudgetAsync(run));
    }
}

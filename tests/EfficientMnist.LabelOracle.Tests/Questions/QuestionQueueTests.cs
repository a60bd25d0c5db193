using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Questions;

public sealed class QuestionQueueTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Ask_ABatch_ChargesNothingUntilItIsAnswered(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);

        var asked = Assert.IsType<PurchaseOutcome.Asked>(await setup.AskAsync(run, "first", 42, 7));
        await setup.AnswerAsync(run, 42, 3, "ann");

        Assert.Equal((2, 0, new RunBudget(5, 0), false), (asked.Open, asked.Answered, asked.Budget, asked.Replayed));
        var again = Assert.IsType<PurchaseOutcome.Asked>(await setup.AskAsync(run, "first", 42, 7));
        Assert.Equal((1, 1, new RunBudget(5, 1), true), (again.Open, again.Answered, again.Budget, again.Replayed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Ask_WhatCannotBeAsked_IsRefusedAndAsksNothing(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 3);
        await setup.AskAsync(run, "first", 42, 7);

        Assert.Equal("sample 7 in place 2, not 8", Assert.IsType<PurchaseOutcome.RequestTaken>(await setup.AskAsync(run, "first", 42, 8)).Difference);
        Assert.Equal(42, Assert.IsType<PurchaseOutcome.AskedBefore>(await setup.AskAsync(run, "second", 42)).Sample.Value);
        Assert.Equal(1, Assert.IsType<PurchaseOutcome.BudgetExhausted>(await setup.AskAsync(run, "second", 1, 2)).Budget.Remaining);
        Assert.IsType<PurchaseOutcome.UnknownRun>(await setup.AskAsync(new RunId("nobodys"), "first", 1));
        Assert.IsType<PurchaseOutcome.OtherOracle>(await setup.AskAsync(await setup.OpenRunAsync(5), "first", 1));
        Assert.IsType<PurchaseOutcome.OtherOracle>(await setup.BuyAsync(run, "bought", 1));
        await setup.Runs.CloseAsync(run, default);
        Assert.IsType<PurchaseOutcome.RunClosed>(await setup.AskAsync(run, "second", 1));
        Assert.Equal(2, (await setup.ClaimedAsync(run, "ann")).Progress.Open);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Ask_ByAnActivationThatALaterOneHasReplaced_IsRefused(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.Questions.AskAsync(OracleSetup.Purchase(run, "first", 42) with { Epoch = 2 }, default);

        var late = await setup.Questions.AskAsync(OracleSetup.Purchase(run, "second", 7) with { Epoch = 1 }, default);

        Assert.Equal(new PurchaseOutcome.Superseded(run, 1, 2), late);
        Assert.Equal(1, (await setup.ClaimedAsync(run, "ann")).Progress.Open);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_ByTwoPeople_GivesEachAnotherImageAndAgainTheSame(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42, 7);

        Assert.Equal(42, await setup.ClaimAsync(run, "ann"));
        Assert.Equal(7, await setup.ClaimAsync(run, "bob"));
        Assert.Equal(42, await setup.ClaimAsync(run, "ann"));
        var nothing = await setup.ClaimedAsync(run, "cid");

        Assert.Null(nothing.Question);
        var progress = nothing.Progress;
        Assert.Equal((2, 2, 0, 0, "first", 2, 0), (progress.Open, progress.Claimed, progress.Skipped, progress.Answered, progress.Request, progress.BatchTotal, progress.BatchAnswered));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_OfSeveral_GivesThoseThatNobodyElseHasAndLetsGoOfOthers(string storage)
    {
        var time = new MovableTime();
        await using var setup = await OracleSetup.OpenAsync(storage, time);
        var run = await setup.OpenHumanRunAsync(budget: 9);
        await setup.AskAsync(run, "first", 1, 2, 3, 4, 5);
        Assert.Equal(1, await setup.ClaimAsync(run, "bob"));
        Assert.Equal(2, await setup.ClaimAsync(run, "ann"));
        await setup.AnswerAsync(run, 5, 0, "ann");

        Assert.Equal([4, 3], await setup.ClaimAsync(run, [4, 1, 3, 5, 77], "ann"));

        Assert.Equal([3, 4, 2], await setup.ListAsync(run, "ann"));
        Assert.Equal([3], await setup.ListAsync(run, "ann", limit: 1));
        Assert.Equal([1, 2], await setup.ListAsync(run, "bob"));
        Assert.Equal([2], await setup.ListAsync(run, "cid"));
        time.Pass(TimeSpan.FromMinutes(11));
        Assert.Equal([1, 2, 3, 4], await setup.ListAsync(run, "cid"));
        await setup.Runs.CloseAsync(run, default);
        Assert.Empty(await setup.ListAsync(run, "cid"));
        Assert.IsType<AnswerOutcome.UnknownRun>(await setup.Questions.ListAsync(new RunId("nobodys"), new Annotator("ann"), 0, default));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_OnceALeaseHasEnded_GivesTheImageToWhoeverAsksFirst(string storage)
    {
        var time = new MovableTime();
        await using var setup = await OracleSetup.OpenAsync(storage, time);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42);
        await setup.ClaimAsync(run, "ann");

        time.Pass(TimeSpan.FromMinutes(9));
        Assert.Equal(42, await setup.ClaimAsync(run, "ann")); // which renews the lease
        time.Pass(TimeSpan.FromMinutes(9));
        Assert.Null(await setup.ClaimAsync(run, "bob"));
        time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(42, await setup.ClaimAsync(run, "bob"));
        Assert.Null(await setup.ClaimAsync(run, "ann"));
        Assert.Equal("bob", Assert.IsType<AnswerOutcome.Held>(await setup.AnswerAsync(run, 42, 1, "ann")).Holder);
        Assert.IsType<AnswerOutcome.Recorded>(await setup.AnswerAsync(run, 42, 1, "bob"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_WithSkippedImages_GivesThemLastInTheOrderOfTheSkips(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 9);
        await setup.AskAsync(run, "first", 1, 2, 3);

        await setup.SkipAsync(run, 2, "ann");
        await setup.SkipAsync(run, 1, "ann");
        await setup.AskAsync(run, "second", 4);

        List<int> order = [];
        for (var sample = await setup.ClaimAsync(run, "ann"); sample is { } asked; sample = Next(await setup.AnswerAsync(run, asked, 0, "ann")))
            order.Add(asked);

        Assert.Equal([3, 4, 2, 1], order);

        static int? Next(AnswerOutcome outcome) => Assert.IsType<AnswerOutcome.Recorded>(outcome).Next?.Sample.Value;
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Claim_WithTheClockSetBackADay_GivesTheImageOutWhenItsLeaseIsOver(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        var time = new MovableTime();
        await using var setup = await OracleSetup.OpenAsync(storage, time);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42);
        await setup.ClaimAsync(run, "ann");

        time.Set(TimeSpan.FromDays(-1));
        time.Pass(TimeSpan.FromMinutes(9));
        Assert.Null(await setup.ClaimAsync(run, "bob"));
        time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(42, await setup.ClaimAsync(run, "bob"));

        await using var restarted = await OracleSetup.OpenAsync(storage, time); // knows the clock as it is now
        Assert.Equal(42, await restarted.ClaimAsync(run, "cid"));
        Assert.Null(await restarted.ClaimAsync(run, "bob"));
    }

    [Fact]
    public async Task Claim_ByAnybody_WakesNobody()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42, 7);
        await using var watch = setup.Watch.ProgressAsync(run, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        var next = watch.MoveNextAsync();
        var woken = setup.Signal.NextAsync(run);

        await setup.ClaimAsync(run, "ann");
        await setup.ClaimAsync(run, "bob");
        Assert.False(woken.IsCompleted);

        await setup.AnswerAsync(run, 42, 3, "ann");
        Assert.True(await next);
        Assert.Equal((1, 1), (watch.Current.Open, watch.Current.Answered));
    }

    [Fact]
    public void Options_ByDefault_LeaseForTenMinutes() =>
        Assert.Equal(new QuestionOptions { LeaseMinutes = 10 }, new QuestionOptions());
}

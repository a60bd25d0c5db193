using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Tests.Storage;

namespace EfficientMnist.LabelOracle.Tests.Questions;

public sealed class QueueWatchTests
{
    [Theory, OnPostgres]
    public async Task Request_AnsweredAtAnotherOracle_IsFollowedToItsLabels(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        await using var watching = await OracleSetup.OpenAsync(storage);
        await using var answering = await OracleSetup.OpenAsync(storage);
        var run = await answering.OpenHumanRunAsync(budget: 5);
        await answering.AskAsync(run, "first", 42, 7);
        await using var watch = watching.Watch.RequestAsync(run, new RequestId("first"), default).GetAsyncEnumerator();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((2, 0, 0, false), Facts(watch.Current));
        await answering.SkipAsync(run, 42, "ann");
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((2, 0, 1, false), Facts(watch.Current));
        await answering.AnswerAsync(run, 7, 3, "ann");
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((2, 1, 1, false), Facts(watch.Current));
        await answering.AnswerAsync(run, 42, 4, "ann");
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((2, 2, 0, true), Facts(watch.Current));
        Assert.Equal([(42, 4), (7, 3)], watch.Current.Questions.Select(question => (question.Sample.Value, question.Label!.Value)));
        Assert.False(await watch.MoveNextAsync());

        static (int, int, int, bool) Facts(RequestProgress progress) => (progress.Total, progress.Answered, progress.Skipped, progress.IsComplete);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Request_BesideAnotherOfItsRound_IsCompleteWithIt(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 1);
        await setup.AskAsync(run, "second", 2);
        await setup.AnswerAsync(run, 1, 3, "ann");
        await using var watch = setup.Watch.RequestAsync(run, new RequestId("first"), default).GetAsyncEnumerator();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((1, 1, false), (watch.Current.Total, watch.Current.Answered, watch.Current.IsComplete));
        await setup.UndoAsync(run, "ann");
        Assert.True(await watch.MoveNextAsync());
        var progress = (await setup.ClaimedAsync(run, "ann")).Progress;
        Assert.Equal(("first", 1, 2, 0), (progress.Request, progress.Round, progress.BatchTotal, progress.BatchAnswered));
        await setup.AnswerAsync(run, 1, 4, "ann");
        await setup.AnswerAsync(run, 2, 5, "ann");
        while (!watch.Current.IsComplete)
            Assert.True(await watch.MoveNextAsync());
        Assert.Equal(4, Assert.Single(watch.Current.Questions).Label);
    }

    [Fact]
    public async Task Request_ThatWasNeverAsked_IsRefused()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenHumanRunAsync(budget: 5);

        var error = await Assert.ThrowsAsync<RefusalException>(async () =>
        {
            await foreach (var _ in setup.Watch.RequestAsync(run, new RequestId("first"), default))
            {
            }
        });

        Assert.Equal($"Run {run} has not asked for first. Ask for it first.", error.Message);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Progress_OnceALeaseHasRunOut_TellsThatTheImageIsFree(string storage)
    {
        await using var setup = await OracleSetup.OpenAsync(storage, leaseMinutes: 0.005);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42);
        await using var watch = setup.Watch.ProgressAsync(run, default).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        await setup.ClaimAsync(run, "ann"); // of which the watch is not told

        Assert.True(await watch.MoveNextAsync());

        Assert.Equal((1, 0), (watch.Current.Open, watch.Current.Claimed));
        Assert.Equal(42, await setup.ClaimAsync(run, "bob"));
    }

    [Fact]
    public async Task Progress_OfAClosedRun_EndsWithIt()
    {
        await using var setup = await OracleSetup.OpenAsync(TestStorage.Sqlite);
        var run = await setup.OpenHumanRunAsync(budget: 5);
        await setup.AskAsync(run, "first", 42);
        await using var watch = setup.Watch.ProgressAsync(run, default).GetAsyncEnumerator();

        Assert.True(await watch.MoveNextAsync());
        Assert.Equal((1, false), (watch.Current.Open, watch.Current.IsClosed));
        await setup.Runs.CloseAsync(run, default);
        Assert.True(await watch.MoveNextAsync());
        Assert.True(watch.Current.IsClosed);
        Assert.False(await watch.MoveNextAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Everything_AfterARestart_IsAsItWas(string kind)
    {
        using var storage = await TestStorage.CreateAsync(kind);
        RunId run;
        await using (var before = await OracleSetup.OpenAsync(storage))
        {
            run = await before.OpenHumanRunAsync(budget: 5, "cat", "dog");
            await before.AskAsync(run, "first", 1, 2, 3);
            await before.AnswerAsync(run, 1, 1, "ann");
            await before.SkipAsync(run, 2, "ann");
            await before.ClaimAsync(run, "ann");
        }

        await using var after = await OracleSetup.OpenAsync(storage);

        Assert.Equal(2, await after.ClaimAsync(run, "bob"));
        Assert.Equal(3, await after.ClaimAsync(run, "ann"));
        Assert.True(Assert.IsType<PurchaseOutcome.Asked>(await after.AskAsync(run, "first", 1, 2, 3)).Replayed);
        Assert.Equal(["cat", "dog"], (await after.Runs.FindAsync(run, default))!.ClassNames);
        Assert.Equal(1, Assert.Single(await after.Answers.ListAsync(run, "", 0, default)).Sample.Value);
        Assert.Equal(2, Assert.IsType<AnswerOutcome.Held>(await after.UndoAsync(run, "ann")).Sample.Value);
        await after.SkipAsync(run, 2, "bob");
        Assert.Equal(1, Assert.IsType<AnswerOutcome.Recorded>(await after.UndoAsync(run, "ann")).Row.Sample.Value);
    }
}

using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class RunServiceTests
{
    [Fact]
    public async Task StopRun_InMidRun_KeepsTheLabelsAndResumeGoesOn()
    {
        await using var system = await TestSystem.StartAsync();
        var purchased = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        system.Proxy.BeforeAnswer = async () =>
        {
            if (system.Proxy.Requests.Count == 2)
            {
                purchased.SetResult();
                await stopped.Task;
            }
        };
        await system.StartRunAsync("interrupted");
        await purchased.Task.WaitAsync(TestSystem.Patience);
        await system.Client.StopRunAsync(new StopRunRequest { RunId = "interrupted" });
        stopped.SetResult();
        var halted = await system.EndOfAsync("interrupted");

        var answer = await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "interrupted" });
        var run = await system.EndOfAsync("interrupted");
        await system.StartRunAsync("undisturbed");
        await system.EndOfAsync("undisturbed");

        Assert.Equal(RunState.Stopped, halted.State);
        Assert.InRange(halted.BudgetSpent, 8, 16);
        Assert.Contains(answer.Run.State, new[] { RunState.Queued, RunState.Running });
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(await system.PurchasesAsync("undisturbed"), await system.PurchasesAsync("interrupted"));
    }

    [Fact]
    public async Task ArchiveRun_ThatDoesNotGoOn_IsListedWhereAskedForUntilItGoesOn()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done");
        await system.EndOfAsync("done");
        system.Proxy.Away = true;
        await system.StartRunAsync("going");
        async Task<string[]> ListedAsync(bool archived) => [.. (await system.Client.ListRunsAsync(new ListRunsRequest { Archived = archived })).Runs.Select(run => run.RunId).Order(StringComparer.Ordinal)];

        var archived = (await system.Client.ArchiveRunAsync(new ArchiveRunRequest { RunId = "done" })).Run;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ArchiveRunAsync(new ArchiveRunRequest { RunId = "going" }));

        Assert.Equal((true, RunState.Completed, 40), (archived.Archived, archived.State, archived.BudgetSpent));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("eml stop going", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(["going"], await ListedAsync(archived: false));
        Assert.Equal(["done", "going"], await ListedAsync(archived: true));
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        Assert.Equal(["going"], await ListedAsync(archived: false));
        await system.Client.ArchiveRunAsync(new ArchiveRunRequest { RunId = "done", Undo = true });
        Assert.Equal(["done", "going"], await ListedAsync(archived: false));
        await system.Client.ArchiveRunAsync(new ArchiveRunRequest { RunId = "done" });
        system.Proxy.Away = false;
        await system.Client.ExtendRunAsync(new ExtendRunRequest { RunId = "done", Labels = 50 });
        Assert.Equal(["done", "going"], await ListedAsync(archived: false));
    }

    [Fact]
    public async Task DescribeRun_WhileItGoesOnAndAfterARestart_IsSaidInListsAndChangesNothingElse()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.Away = true;
        await system.StartRunAsync("going");
        var description = new RunDescription { Title = " First try ", Tags = { "paper", "draft", "paper" }, Notes = "Two lines\nof notes" };

        var described = (await system.Client.DescribeRunAsync(new DescribeRunRequest { RunId = "going", Description = description })).Run;
        var tooLong = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.DescribeRunAsync(new DescribeRunRequest { RunId = "going", Description = new RunDescription { Title = new string('x', 101) } }));
        var comma = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.DescribeRunAsync(new DescribeRunRequest { RunId = "going", Description = new RunDescription { Tags = { "a,b" } } }));
        system.Proxy.Away = false;
        var run = await system.EndOfAsync("going");
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var listed = Assert.Single((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);
        var cleared = (await system.Client.DescribeRunAsync(new DescribeRunRequest { RunId = "going" })).Run;

        Assert.Equal(("First try", "paper draft", "Two lines\nof notes"), (described.Description.Title, string.Join(' ', described.Description.Tags), described.Description.Notes));
        Assert.Equal((StatusCode.InvalidArgument, StatusCode.InvalidArgument), (tooLong.StatusCode, comma.StatusCode));
        Assert.Contains("at most 100 characters; it has 101", tooLong.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("'a,b'", comma.Status.Detail, StringComparison.Ordinal);
        Assert.Equal((RunState.Completed, 40), (run.State, run.BudgetSpent));
        Assert.Equal(described.Description, listed.Description);
        Assert.Null(cleared.Description);
    }

    [Fact]
    public async Task DeleteRun_ThatIsArchived_IsGoneForGoodAndItsLabelsAreNot()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done");
        await system.EndOfAsync("done");
        var purchases = await system.PurchasesAsync("done");

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.DeleteRunAsync(new DeleteRunRequest { RunId = "done" }));
        await system.Client.ArchiveRunAsync(new ArchiveRunRequest { RunId = "done" });
        await system.Client.DeleteRunAsync(new DeleteRunRequest { RunId = "done" });
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.GetRunAsync(new GetRunRequest { RunId = "done" }));
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("eml archive done", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
        Assert.Empty((await system.Client.ListRunsAsync(new ListRunsRequest { Archived = true })).Runs);
        Assert.Equal(purchases, await system.PurchasesAsync("done"));
    }

    [Fact]
    public async Task WatchRun_ByManyAtAnyTime_ShowsEachTheEnd()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("popular");

        var ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => system.EndOfAsync("popular")));
        var late = await system.EndOfAsync("popular");

        Assert.All(ends.Append(late), run => Assert.Equal(RunState.Completed, run.State));
        Assert.All(ends, run => Assert.Equal(late.Result, run.Result));
    }

    [Fact]
    public async Task WatchRun_CancelledByTheWatcher_DoesNotTouchTheRun()
    {
        await using var system = await TestSystem.StartAsync();
        system.Proxy.Away = true;
        await system.StartRunAsync("unwatched");
        using (var leave = new CancellationTokenSource())
        {
            using var watch = system.Client.WatchRun(new WatchRunRequest { RunId = "unwatched" }, cancellationToken: leave.Token);
            Assert.True(await watch.ResponseStream.MoveNext(leave.Token));
            await leave.CancelAsync();
        }
        system.Proxy.Away = false;

        Assert.Equal(RunState.Completed, (await system.EndOfAsync("unwatched")).State);
    }

    [Fact]
    public async Task StartRun_WithAnIdThatExists_ReturnsThatRunOrRefusesOtherOptions()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("same");

        Assert.Equal("same", await system.StartRunAsync("same"));
        var error = await Assert.ThrowsAsync<RpcException>(() => system.StartRunAsync("same", ("seed", "9")));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Single((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);
    }

    [Theory]
    [InlineData("", "labls", "50", "Did you mean labels?")]
    [InlineData("", "strategy", "tea_leaves", "margin")]
    [InlineData("../escape", "seed", "1", "run_id")]
    public async Task StartRun_WithBadOptions_IsRefusedAndLeavesNoRun(string id, string name, string value, string expected)
    {
        await using var system = await TestSystem.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => system.StartRunAsync(id, (name, value)));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);
    }

    [Fact]
    public async Task UnknownRun_ToEveryCall_IsNotFound()
    {
        await using var system = await TestSystem.StartAsync();
        Func<Task>[] calls =
        [
            () => system.GetAsync("nobody"),
            () => system.EndOfAsync("nobody"),
            async () => await system.Client.StopRunAsync(new StopRunRequest { RunId = "nobody" }),
            async () => await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "nobody" }),
            async () => await system.Client.PredictAsync(new PredictRequest { RunId = "nobody" }),
        ];

        foreach (var call in calls)
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
    }

    [Fact]
    public async Task ResumeRun_OfACompletedRun_IsRefused()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("complete");
        await system.EndOfAsync("complete");

        var error = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "complete" }));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    [Fact]
    public async Task Predict_AfterARestart_ClassifiesTheSentImages()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("teacher");
        var run = await system.EndOfAsync("teacher");
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var random = new Random(11);
        var request = new PredictRequest { RunId = "teacher", Count = 40 };
        request.Pixels = ByteString.CopyFrom([.. Enumerable.Range(0, 40).SelectMany(i => SmallPool.Draw(i % 4, random))]);

        var predictions = (await system.Client.PredictAsync(request)).Predictions;

        Assert.Equal(40, predictions.Count);
        Assert.All(predictions, p => Assert.Equal(1, p.Probabilities.Sum(), 1e-3));
        Assert.All(predictions, p => Assert.Contains(p.ClassName, new[] { "across", "down", "falling", "rising" }));
        var right = predictions.Where((p, i) => p.ClassName == new[] { "across", "down", "falling", "rising" }[i % 4]).Count();
        Assert.True(right > 20, $"{right} of 40 right, where the test split had {run.Result.Accuracy:P0}");
    }

    [Fact]
    public async Task Predict_WithTooFewBytesOrAnUnfinishedRun_IsRefused()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("teacher");
        await system.EndOfAsync("teacher");
        system.Proxy.Away = true;
        await system.StartRunAsync("unfinished");

        var tooFew = await Assert.ThrowsAsync<RpcException>(async () =>
            await system.Client.PredictAsync(new PredictRequest { RunId = "teacher", Count = 2, Pixels = ByteString.CopyFrom(new byte[784]) }));
        var unfinished = await Assert.ThrowsAsync<RpcException>(async () =>
            await system.Client.PredictAsync(new PredictRequest { RunId = "unfinished", Count = 1, Pixels = ByteString.CopyFrom(new byte[784]) }));

        Assert.Equal(StatusCode.InvalidArgument, tooFew.StatusCode);
        Assert.Contains("1568 bytes", tooFew.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.FailedPrecondition, unfinished.StatusCode);
    }

    [Fact]
    public async Task StartRun_WithoutANumberOfLabelsOnASmallPool_BuysThePoolAndSaysSo()
    {
        await using var system = await TestSystem.StartAsync();
        var request = new StartRunRequest { RunId = "all", Options = { ["preset"] = "quick", ["dataset"] = SmallPool.Name } };

        var described = await system.Client.DescribeOptionsAsync(new DescribeOptionsRequest { Options = { ["dataset"] = SmallPool.Name } });
        var started = (await system.Client.StartRunAsync(request)).Run;
        var run = await system.EndOfAsync("all");

        Assert.Equal("240", described.Options.Single(option => option.Name == "labels").Value);
        Assert.Equal("preset=quick,dataset=bars,labels=240,encoder.epochs=200", started.Name);
        Assert.Equal((RunState.Completed, 240, 240), (run.State, run.BudgetLimit, run.BudgetSpent));
        Assert.Equal("1000", (await system.Client.DescribeOptionsAsync(new DescribeOptionsRequest { Options = { ["dataset"] = "atlantis" } })).Options.Single(option => option.Name == "labels").Value);
    }
}

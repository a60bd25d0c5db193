using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Silo;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Cluster;

/// <summary>Three workers in one cluster: they are one to callers, and what one of them has begun another goes on with.</summary>
public sealed class ClusterTests
{
    // Three programs on whatever cores are left, of which one has to be missed first.
    private const int Seconds = 240;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Seconds);

    [PostgresFact]
    public async Task Runs_OfThreeWorkersOfWhichOneIsKilled_GoOnElsewhereAndBuyNoLabelTwice()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        await using var workers = await Workers.StartAsync(system);
        string[] ids = [.. Enumerable.Range(0, 6).Select(i => $"run-{i}")];
        // Whatever is bought from somebody's second purchase on waits for its answer until a worker is gone.
        var gone = new TaskCompletionSource();
        var held = 0;
        system.Proxy.BeforeAnswer = async () =>
        {
            if (gone.Task.IsCompleted || !system.Proxy.Requests.Any(request => request.EndsWith("/1", StringComparison.Ordinal)))
                return;
            Interlocked.Increment(ref held);
            await gone.Task.WaitAsync(Patience);
        };

        foreach (var (i, id) in ids.Index())
            await workers.Clients[i % 3].StartRunAsync(Request(id));
        await Eventually.TrueAsync(() => Task.FromResult(held >= 3), seconds: Seconds);
        await Eventually.TrueAsync(() => Task.FromResult(workers.Places().Count == ids.Length), seconds: Seconds);
        var before = workers.Places();
        var lost = before["run-0"];
        workers.Kill(lost);
        gone.SetResult();
        var ends = await Task.WhenAll(ids.Select(id => EndOfAsync(workers.Clients[(lost + 1) % 3], id)));
        workers.Start(lost);
        await workers.UntilItAnswersAsync(lost);
        var listed = (await workers.Clients[lost].ListRunsAsync(new ListRunsRequest())).Runs;
        await workers.Clients[lost].StartRunAsync(Request("undisturbed"));
        await EndOfAsync(workers.Clients[lost], "undisturbed");

        Assert.Equal([2, 2, 2], before.Values.CountBy(worker => worker).Select(count => count.Value));
        Assert.All(ends, end => Assert.Equal((RunState.Completed, ""), (end.State, end.Error)));
        Assert.Equal(ids, listed.Select(run => run.RunId).Order(StringComparer.Ordinal));
        var expected = await system.PurchasesAsync("undisturbed");
        foreach (var id in ids)
        {
            Assert.Equal(expected, await system.PurchasesAsync(id));
            RequireOneWriterAtATime(workers.Database, id, took: before[id] == lost ? 2 : 1);
        }
    }

    [PostgresFact]
    public async Task Worker_ThatWasFrozenWhileItsRunWentOnElsewhere_WritesAndBuysNothingMore()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        await using var workers = await Workers.StartAsync(system);
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        system.Proxy.BeforeAnswer = async () =>
        {
            if (!system.Proxy.Requests.Contains("cut-off/1"))
                return;
            asked.TrySetResult();
            await go.Task.WaitAsync(Patience);
        };

        await workers.Clients[0].StartRunAsync(Request("cut-off"));
        await asked.Task.WaitAsync(Patience);
        await Eventually.TrueAsync(() => Task.FromResult(workers.Places().ContainsKey("cut-off")), seconds: Seconds);
        var frozen = workers.Places()["cut-off"];
        workers.Freeze(frozen);
        go.SetResult();
        var end = await EndOfAsync(workers.Clients[(frozen + 1) % 3], "cut-off");
        var bought = await system.LedgerAsync("cut-off");
        workers.Thaw(frozen);
        // It learns from the others that it was given up, and ends.
        await Eventually.TrueAsync(() => Task.FromResult(workers.HasEnded(frozen)), seconds: Seconds);

        Assert.Equal((RunState.Completed, ""), (end.State, end.Error));
        Assert.Equal(bought, await system.LedgerAsync("cut-off"));
        Assert.Equal(40, bought.Count(row => row.Charged));
        RequireOneWriterAtATime(workers.Database, "cut-off", took: 2);
    }

    [PostgresFact]
    public async Task Calls_ToAnyWorker_AreAnsweredForAnyRunOverTls()
    {
        using var authority = new TestAuthority();
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        await using var workers = await Workers.StartAsync(system, authority);
        await workers.Clients[0].StartRunAsync(Request("anywhere"));
        var watched = await Task.WhenAll(workers.Clients.Select(client => EndOfAsync(client, "anywhere")));

        foreach (var client in workers.Clients)
        {
            var described = await client.DescribeRunAsync(new DescribeRunRequest { RunId = "anywhere", Description = new RunDescription { Title = "one", Tags = { "a", "b" } } });
            var marked = await client.MarkImagesAsync(new MarkImagesRequest { RunId = "anywhere", Mark = ImageMark.Next, SampleIds = { 150 } });
            var predicted = await client.PredictAsync(new PredictRequest { RunId = "anywhere", SampleIds = { 1, 2 } });
            var again = await client.StartRunAsync(Request("anywhere"));
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ExtendRunAsync(new ExtendRunRequest { RunId = "anywhere", Labels = 3 }));
            var missing = await Assert.ThrowsAsync<RpcException>(async () => await client.GetRunAsync(new GetRunRequest { RunId = "nowhere" }));

            Assert.Equal("one", described.Run.Description.Title);
            Assert.Equal("anywhere", marked.Run.RunId);
            Assert.Equal(2, predicted.Predictions.Count);
            Assert.Equal(RunState.Completed, again.Run.State);
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Contains("is no extension", refused.Status.Detail, StringComparison.Ordinal);
            Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        }
        await workers.Clients[1].ArchiveRunAsync(new ArchiveRunRequest { RunId = "anywhere" });
        await workers.Clients[2].DeleteRunAsync(new DeleteRunRequest { RunId = "anywhere" });

        Assert.All(watched, end => Assert.Equal(RunState.Completed, end.State));
        foreach (var client in workers.Clients)
            await Eventually.TrueAsync(async () => (await client.ListRunsAsync(new ListRunsRequest { Archived = true })).Runs.Count == 0, seconds: Seconds);
    }

    private static StartRunRequest Request(string id) => new()
    {
        RunId = id,
        Options = { ["preset"] = "quick", ["dataset"] = SmallPool.Name, ["labels"] = "40", ["cold_start.size"] = "8", ["round.size"] = "8" },
    };

    private static async Task<Run> EndOfAsync(ClassifierService.ClassifierServiceClient client, string id)
    {
        using var timeout = new CancellationTokenSource(Patience);
        using var watch = client.WatchRun(new WatchRunRequest { RunId = id }, cancellationToken: timeout.Token);
        Run? last = null;
        await foreach (var update in watch.ResponseStream.ReadAllAsync(timeout.Token))
            last = update.Run;
        return last!;
    }

    /// <summary>Each entry carries the epoch of the activation before it, and each label is bought by one entry.</summary>
    private static void RequireOneWriterAtATime(string database, string run, int took)
    {
        using var shared = new SharedDatabase(database);
        var rows = shared.Read(session => session.Query("select epoch, entry from run_journal_entries where run_id = @run order by number", row => (Epoch: row.GetInt64(0), Entry: row.GetString(1)), ("@run", run)));
        var history = new SharedRunJournal(shared, run).Replay();

        Assert.Equal(rows.Select(row => row.Epoch).Order(), rows.Select(row => row.Epoch));
        Assert.True(rows[^1].Epoch >= took, $"{rows[^1].Epoch} activations have written the journal of {run}.");
        Assert.Equal(40, history.Purchases.Select(purchase => purchase.Id).Distinct().Count());
        Assert.Equal(40, history.Purchases.Count());
    }
}

using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Strategies;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class PreviewTests
{
    [Fact]
    public async Task PreviewBatch_OfEachStrategy_ShowsExactlyWhatTheRunBuysNext()
    {
        await using var system = await TestSystem.StartAsync();
        foreach (var strategy in StrategyCatalog.Names)
        {
            await system.StartRunAsync($"short-{strategy}", ("strategy", strategy), ("labels", "24"), ("curve", "false"));
            await system.StartRunAsync($"long-{strategy}", ("strategy", strategy), ("labels", "32"), ("curve", "false"));
            await system.EndOfAsync($"short-{strategy}");
            await system.EndOfAsync($"long-{strategy}");

            // The short run, were it to go on.
            var preview = await system.PreviewAsync($"short-{strategy}", ("labels", "32"));

            var bought = (await system.LedgerAsync($"long-{strategy}")).Where(e => e.Round == 3).ToArray();
            Assert.Equal(8, bought.Length);
            Assert.Equal(bought.Select(e => (e.SampleId, e.Score, e.Rank)), preview.Samples.Select(s => (s.SampleId, s.Score, s.Rank)));
            Assert.All(bought, e => Assert.Equal((strategy, QueryPurpose.Acquire), (e.Strategy, e.Purpose)));
            Assert.Equal((strategy, 3, 8, 0, false), (preview.Strategy, preview.Round, preview.Cost, preview.BudgetLeft, preview.Decided));
            Assert.All(preview.Samples, s => Assert.Matches(@".; (across|down|falling|rising) \d+ %, (across|down|falling|rising) \d+ %$", s.Reason));
        }
    }

    [Fact]
    public async Task PreviewBatch_OfEachColdStart_ShowsTheFirstBatchOfARunNotStarted()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("any");
        await system.EndOfAsync("any");
        foreach (var kind in StrategyCatalog.ColdStartNames)
        {
            var preview = await system.PreviewAsync(
                "", ("dataset", SmallPool.Name), ("labels", "16"), ("seed", "3"), ("cold_start.kind", kind), ("cold_start.size", "8"), ("round.size", "8"));
            await system.StartRunAsync($"cold-{kind}", ("labels", "16"), ("seed", "3"), ("cold_start.kind", kind));
            await system.EndOfAsync($"cold-{kind}");

            var bought = (await system.LedgerAsync($"cold-{kind}")).Where(e => e.Round == 0).ToArray();
            Assert.Equal(bought.Select(e => (e.SampleId, e.Score, e.Rank)), preview.Samples.Select(s => (s.SampleId, s.Score, s.Rank)));
            Assert.All(bought, e => Assert.Equal((kind, QueryPurpose.Seed), (e.Strategy, e.Purpose)));
            Assert.Equal((kind, 0, 8, 8), (preview.Strategy, preview.Round, preview.Cost, preview.BudgetLeft));
        }
    }

    [Fact]
    public async Task PreviewBatch_OfAStoppedRun_SpendsAndWritesNothingAndComesTrue()
    {
        await using var system = await TestSystem.StartAsync();
        var purchased = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        system.Proxy.BeforeAnswer = async () =>
        {
            if (system.Proxy.Requests.Count == 2)
            {
                purchased.SetResult();
                await go.Task;
            }
        };
        await system.StartRunAsync("halted");
        await purchased.Task.WaitAsync(TestSystem.Patience);

        // It works, and its second batch is chosen but, as far as it knows, not bought.
        var decided = await system.PreviewAsync("halted");
        await system.Client.StopRunAsync(new StopRunRequest { RunId = "halted" });
        go.SetResult();
        var run = await system.EndOfAsync("halted");
        var journal = await File.ReadAllBytesAsync(system.JournalPath("halted"));
        var rows = (await system.LedgerAsync("halted")).Count;
        var next = await system.PreviewAsync("halted");
        var otherwise = await system.PreviewAsync("halted", ("strategy", "core_set"));

        Assert.Equal(RunState.Stopped, run.State);
        Assert.True(decided.Decided);
        Assert.Equal(journal, await File.ReadAllBytesAsync(system.JournalPath("halted")));
        Assert.Equal(2, system.Proxy.Requests.Count);
        Assert.Equal(rows, (await system.LedgerAsync("halted")).Count);
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "halted" });
        await system.EndOfAsync("halted");
        var ledger = await system.LedgerAsync("halted");
        foreach (var preview in new[] { decided, next })
            Assert.Equal(ledger.Where(e => e.Round == preview.Round).Select(e => (e.SampleId, e.Score)), preview.Samples.Select(s => (s.SampleId, s.Score)));
        Assert.Equal(("core_set", next.Round, next.Cost), (otherwise.Strategy, otherwise.Round, otherwise.Cost));
    }

    [Fact]
    public async Task PreviewBatch_WithoutATrainedEncoder_SaysSoAndTrainsNone()
    {
        await using var system = await TestSystem.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => system.PreviewAsync("", ("dataset", SmallPool.Name), ("labels", "20")));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("The encoder (contrastive, seed 1) of bars is not trained", error.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(system.Trainer.Started);
        Assert.Empty((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);
    }

    [Fact]
    public async Task PreviewBatch_OfACompletedRun_IsEmptyAndOfNonsenseRefused()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("complete");
        await system.EndOfAsync("complete");

        var spent = await system.PreviewAsync("complete");

        Assert.Equal((0, 0, 0), (spent.Samples.Count, spent.Cost, spent.BudgetLeft));
        await RefusedAsync(StatusCode.NotFound, "nobody", "nobody");
        await RefusedAsync(StatusCode.InvalidArgument, "cannot go on with dataset=glyphs", "complete", ("dataset", "glyphs"));
        await RefusedAsync(StatusCode.InvalidArgument, "240 images", "complete", ("labels", "241"));
        await RefusedAsync(StatusCode.InvalidArgument, "core_set", "complete", ("strategy", "tea_leaves"));

        async Task RefusedAsync(StatusCode code, string expected, string id, params (string, string)[] options)
        {
            var error = await Assert.ThrowsAsync<RpcException>(() => system.PreviewAsync(id, options));
            Assert.Equal(code, error.StatusCode);
            Assert.Contains(expected, error.Status.Detail, StringComparison.Ordinal);
        }
    }
}

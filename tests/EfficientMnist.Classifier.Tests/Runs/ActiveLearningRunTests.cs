using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Strategies;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class ActiveLearningRunTests
{
    [Fact]
    public async Task Run_FromStartToGrade_SpendsItsBudgetLearnsAndIsGradedAtTheEnd()
    {
        await using var system = await TestSystem.StartAsync();
        var id = await system.StartRunAsync("whole");

        var run = await system.EndOfAsync(id);

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(RunPhase.Done, run.Phase);
        Assert.Equal(40, run.BudgetSpent);
        Assert.Equal("block-means", run.EncoderId);
        Assert.Equal("v_optimal", run.Options["strategy"]);
        Assert.True(run.Seconds > 0);
        Assert.True(run.Result.Accuracy > 0.6, $"accuracy {run.Result.Accuracy}");
        Assert.Equal([10, 20, 40], run.Result.Curve.Select(p => p.Labels));
        Assert.Equal(run.Result.Accuracy, run.Result.Curve[^1].Accuracy);
        Assert.InRange(run.Result.MacroF1, 0.01, 1);
        Assert.Equal(SmallPool.Test, run.Result.Confusion.Sum());

        var ledger = await system.LedgerAsync(id);
        Assert.Equal(40, ledger.Count);
        Assert.Equal(40, ledger.Select(e => e.SampleId).Distinct().Count());
        Assert.All(ledger, e => Assert.True(e.Charged));
        Assert.All(ledger.Take(8), e => Assert.Equal((QueryPurpose.Seed, "typi_clust"), (e.Purpose, e.Strategy)));
        Assert.All(ledger.Skip(8), e => Assert.Equal((QueryPurpose.Acquire, "v_optimal"), (e.Purpose, e.Strategy)));
        Assert.Equal(Enumerable.Range(1, 8), ledger.Take(8).Select(e => e.Rank));
        Assert.Equal($"{id}/0", ledger[0].RequestId);

        // The first grading closes the run for buying, so it must be the final one.
        Assert.Equal([(GradingKind.Final, 40), (GradingKind.Curve, 20), (GradingKind.Curve, 10)], system.Proxy.Gradings.Select(g => (g.Kind, g.LabelsUsed)));
    }

    [Fact]
    public async Task Run_OfEqualOptions_BuysTheSameLabelsAndOfAnotherSeedOthers()
    {
        await using var system = await TestSystem.StartAsync();
        foreach (var (id, seed) in new[] { ("first", "1"), ("second", "1"), ("other", "2") })
            await system.StartRunAsync(id, ("seed", seed));

        foreach (var id in new[] { "first", "second", "other" })
            await system.EndOfAsync(id);

        Assert.Equal(await system.PurchasesAsync("first"), await system.PurchasesAsync("second"));
        Assert.NotEqual(await system.PurchasesAsync("first"), await system.PurchasesAsync("other"));
        // The seed of a run is not that of its encoder, which all share.
        Assert.All(system.Trainer.Started, request => Assert.Equal(1, request.Seed));
    }

    [Theory]
    [InlineData("margin", "uniform")]
    [InlineData("bald", "lure")]
    public async Task Learner_WithoutAServer_BuysWhatARunBuys(string strategy, string validation)
    {
        await using var system = await TestSystem.StartAsync();
        // Without an encoder, the first labels must not go by its latents.
        await system.StartRunAsync(
            "served", ("views", "histograms"), ("strategy", strategy), ("cold_start.kind", "random"), ("validate.share", "0.2"), ("validate.kind", validation));
        var run = await system.EndOfAsync("served");
        var truth = await system.TruthAsync();

        var catalog = new DatasetCatalog(new DatasetOptions { Root = SmallPool.Root });
        var pool = ImagePool.Of(await catalog.LoadImagesAsync(SmallPool.Name, DatasetSplit.Train)).WithTest(await catalog.LoadImagesAsync(SmallPool.Name, DatasetSplit.Test));
        var learner = new ActiveLearner(pool, new ActiveLearnerOptions
        {
            Classes = 4,
            Labels = 40,
            ColdStartSize = 8,
            RoundSize = 8,
            Strategy = StrategyCatalog.Create(strategy),
            ColdStart = new RandomStrategy(),
            ValidationShare = 0.2,
            ValidationKind = validation,
        });
        List<int> bought = [];
        while (!learner.HasStopped)
        {
            var ids = learner.Query().Ids;
            learner.Teach([.. ids.Select(id => new BoughtLabel(id, truth[id]))]);
            bought.AddRange(ids);
        }

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal((await system.LedgerAsync("served")).Select(e => e.SampleId), bought);
        var answers = await catalog.LoadLabelsAsync(SmallPool.Name, DatasetSplit.Test);
        Assert.Equal(run.Result.Accuracy, Accuracy.Of(learner.PredictTest(), answers), 1e-9);
        Assert.Equal(run.Estimate.Accuracy, learner.Estimate()!.Accuracy, 1e-9);
    }

    [Fact]
    public async Task Run_WithoutAnEncoder_TrainsNothingAndIsGraded()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("instant", ("preset", "instant"), ("views", "histograms+patches"), ("curve", "false"));

        var run = await system.EndOfAsync("instant");
        var preview = await system.PreviewAsync("instant", ("labels", "48"));

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.True(run.Result.Accuracy > 0.6, $"{run.Result.Accuracy}");
        Assert.Empty(system.Trainer.Started);
        Assert.All((await system.LedgerAsync("instant")).Skip(8), e => Assert.Equal("v_optimal", e.Strategy));
        Assert.Equal(("v_optimal", 8), (preview.Strategy, preview.Samples.Count));
        using var drawn = system.Client.GetProjection(new GetProjectionRequest { RunId = "instant" });
        var error = await Assert.ThrowsAsync<RpcException>(() => drawn.ResponseStream.MoveNext());
        Assert.Contains("no latent space", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfTheRandomStrategy_IsRandomFromItsFirstLabelOn()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("baseline", ("strategy", "random"), ("classifier.kind", "linear"));

        var run = await system.EndOfAsync("baseline");

        Assert.Equal(RunState.Completed, run.State);
        Assert.All(await system.LedgerAsync("baseline"), e => Assert.Equal("random", e.Strategy));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("knn")]
    public async Task Run_OfThePlainPreset_IsThisClassifierOnTheLatents(string classifier)
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("plain", ("preset", "plain"), ("classifier.kind", classifier));

        var run = await system.EndOfAsync("plain");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.True(run.Result.Accuracy > 0.6, $"accuracy {run.Result.Accuracy}");
        Assert.Empty(run.Result.Members);
        Assert.Empty(system.Trainer.Teaching);
    }

    [Fact]
    public async Task Run_WithMoreLabelsThanImages_IsRefusedAtOnce()
    {
        await using var system = await TestSystem.StartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => system.StartRunAsync("greedy", ("labels", "241")));

        Assert.Equal("labels=241 is more than the 240 images of bars. Start a run with labels=240 or less.", refused.Status.Detail);
    }

    [Fact]
    public async Task Run_OnAnUnknownDataset_FailsWithTheStoresMessage()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("lost", ("dataset", "atlantis"));

        var run = await system.EndOfAsync("lost");

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("atlantis", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseEncoderTrainingIsInterrupted_StartsItAgainAndShowsItsProgress()
    {
        await using var system = await TestSystem.StartAsync();
        foreach (var state in new[] { TrainingState.Queued, TrainingState.Running, TrainingState.Interrupted })
            system.Trainer.Script.Enqueue(state);
        await system.StartRunAsync("patient");

        var run = await system.EndOfAsync("patient");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(2, system.Trainer.Started.Count);
    }

    [Fact]
    public async Task Run_WhoseEncoderTrainingFails_FailsAndCanBeResumed()
    {
        await using var system = await TestSystem.StartAsync();
        system.Trainer.Script.Enqueue(TrainingState.Failed);
        await system.StartRunAsync("unlucky");
        var failed = await system.EndOfAsync("unlucky");

        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "unlucky" });
        var resumed = await system.EndOfAsync("unlucky");

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("the loss is NaN", failed.Error, StringComparison.Ordinal);
        Assert.Equal(RunState.Completed, resumed.State);
        Assert.Equal("", resumed.Error);
    }
}

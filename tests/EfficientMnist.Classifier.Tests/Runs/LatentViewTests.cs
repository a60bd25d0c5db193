using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class LatentViewTests : IAsyncLifetime
{
    private TestSystem _system = null!;

    public async Task InitializeAsync() => _system = await TestSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Theory]
    [InlineData(ProjectionMethod.Unspecified, ProjectionMethod.Umap)]
    [InlineData(ProjectionMethod.Pca, ProjectionMethod.Pca)]
    [InlineData(ProjectionMethod.Tsne, ProjectionMethod.Tsne)]
    public async Task Projection_OfARun_HasEveryImageOfItsPool(ProjectionMethod asked, ProjectionMethod drawn)
    {
        var run = await RunToEndAsync();
        var parts = await DrawAsync(new GetProjectionRequest { RunId = run.RunId, Method = asked });

        var info = parts.Single(part => part.Info is not null).Info;
        Assert.Equal((drawn, SmallPool.Name, run.EncoderId, SmallPool.Train), (info.Method, info.Dataset, info.EncoderId, info.Count));
        Assert.Equal(drawn == ProjectionMethod.Pca, info.ExplainedVariance > 0);
        Assert.True(info.Seconds > 0);
        var points = parts.Where(part => part.Points is not null).ToList();
        Assert.Equal(Enumerable.Range(0, SmallPool.Train), points.SelectMany(part => part.Points.SampleIds));
        var (x, y) = (points.SelectMany(part => part.Points.X).ToList(), points.SelectMany(part => part.Points.Y).ToList());
        Assert.Equal((info.MinX, info.MaxX, info.MinY, info.MaxY), (x.Min(), x.Max(), y.Min(), y.Max()));
        Assert.True(info.MaxX > info.MinX && info.MaxY > info.MinY);
    }

    [Fact]
    public async Task Projection_AskedForAgain_IsTheSameEvenAfterARestart()
    {
        var run = await RunToEndAsync();
        var request = new GetProjectionRequest { RunId = run.RunId, Seed = 7 };
        var first = await DrawAsync(request);
        await _system.StopClassifierAsync();
        await _system.StartClassifierAsync();
        var again = await DrawAsync(new GetProjectionRequest { EncoderId = run.EncoderId, Dataset = SmallPool.Name, Seed = 7 });

        Assert.Contains(first, part => part.Progress is { Done: > 0 });
        Assert.DoesNotContain(again, part => part.Progress is not null);
        Assert.Equal(first.Where(part => part.Progress is null), again);
        Assert.NotEqual(first.Where(part => part.Progress is null), await DrawAsync(new GetProjectionRequest { RunId = run.RunId, Seed = 8 }));
    }

    [Theory]
    [InlineData(1, 0.1, "2 to 200")]
    [InlineData(-1, 0.1, "0 (the default) or more")]
    [InlineData(15, 1.5, "0 to 0.99")]
    public async Task Projection_OptionsOutOfRange_AreInvalidArguments(int neighbours, double distance, string hint)
    {
        var run = await RunToEndAsync();
        var error = await Assert.ThrowsAsync<RpcException>(() => DrawAsync(new GetProjectionRequest { RunId = run.RunId, Neighbours = neighbours, MinDistance = distance }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Projection_OfNothing_SaysWhatItNeeds()
    {
        foreach (var request in new[] { new GetProjectionRequest(), new GetProjectionRequest { EncoderId = "a" }, new GetProjectionRequest { Dataset = SmallPool.Name } })
            Assert.Contains("run_id, or an encoder_id and a dataset", (await Assert.ThrowsAsync<RpcException>(() => DrawAsync(request))).Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => DrawAsync(new GetProjectionRequest { RunId = "none" }))).StatusCode);
    }

    [Fact]
    public async Task PoolState_OfACompletedRun_HasTheBoughtLabelsAndNoOther()
    {
        var run = await RunToEndAsync(("validate.share", "0.25"));
        var ledger = (await _system.LedgerAsync(run.RunId)).ToDictionary(entry => entry.SampleId);
        var state = await StateAsync(run.RunId);

        Assert.Equal(["across", "down", "falling", "rising"], state.ClassNames);
        Assert.Equal(Enumerable.Range(0, SmallPool.Train), state.SampleIds);
        Assert.Equal(40, ledger.Count);
        for (var id = 0; id < SmallPool.Train; id++)
        {
            var entry = ledger.GetValueOrDefault(id);
            Assert.Equal(entry?.Label ?? -1, state.Label[id]);
            Assert.Equal(entry is null ? 0 : entry.Round + 1, state.Bought[id]);
            Assert.Equal(entry?.Purpose == QueryPurpose.Validate, state.Validation[id]);
        }
        Assert.All(state.Predicted, predicted => Assert.InRange(predicted, 0, 3));
        Assert.All(state.Confidence, confidence => Assert.InRange(confidence, 0.25, 1.00001));
        Assert.All(state.Uncertainty, uncertainty => Assert.InRange(uncertainty, 0, 1));
        // What was learned from is known.
        Assert.All(ledger.Values.Where(entry => entry.Purpose != QueryPurpose.Validate), entry => Assert.Equal(entry.Label, state.Predicted[entry.SampleId]));
    }

    [Fact]
    public async Task PoolState_BeforeTheFirstLabel_KnowsNothing()
    {
        _system.Trainer.Script.Enqueue(TrainingState.Failed);
        var id = await _system.StartRunAsync("early");
        Assert.Equal(RunState.Failed, (await _system.EndOfAsync(id)).State);
        var state = await StateAsync(id);

        Assert.Equal(4, state.ClassNames.Count);
        Assert.All(state.Predicted, predicted => Assert.Equal(-1, predicted));
        Assert.All(state.Label, label => Assert.Equal(-1, label));
        Assert.All(state.Uncertainty, uncertainty => Assert.Equal(1, uncertainty));
        var error = await Assert.ThrowsAsync<RpcException>(() => DrawAsync(new GetProjectionRequest { RunId = id }));
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("no encoder yet", error.Status.Detail, StringComparison.Ordinal);
    }

    private async Task<Run> RunToEndAsync(params (string Name, string Value)[] options)
    {
        var run = await _system.EndOfAsync(await _system.StartRunAsync("looked-at", options));
        Assert.True(run.State == RunState.Completed, run.Error);
        return run;
    }

    private async Task<List<GetProjectionResponse>> DrawAsync(GetProjectionRequest request)
    {
        using var call = _system.Client.GetProjection(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    private async Task<StreamPoolStateResponse> StateAsync(string runId)
    {
        using var call = _system.Client.StreamPoolState(new StreamPoolStateRequest { RunId = runId });
        var state = new StreamPoolStateResponse();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
            state.MergeFrom(part);
        return state;
    }
}

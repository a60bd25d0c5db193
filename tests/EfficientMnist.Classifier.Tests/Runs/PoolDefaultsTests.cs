using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class PoolDefaultsTests
{
    [Fact]
    public async Task StartRun_WhileTheImagesCannotBeCounted_IsRefusedAndIsTheSameRunLater()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        var request = new StartRunRequest { RunId = "all", Options = { ["preset"] = "quick", ["dataset"] = SmallPool.Name } };
        await system.StartClassifierAsync("--services:dataset-store:grpc:0=http://127.0.0.1:1");

        var away = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.StartRunAsync(request));
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var started = (await system.Client.StartRunAsync(request)).Run;
        var again = (await system.Client.StartRunAsync(request)).Run;

        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
        Assert.Contains("dataset-store does not answer", away.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("preset=quick,dataset=bars,labels=240,encoder.epochs=200", started.Name);
        Assert.Equal(started.RunId, again.RunId);
    }
}

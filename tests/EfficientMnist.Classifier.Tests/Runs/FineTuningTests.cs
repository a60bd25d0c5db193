using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class FineTuningTests : IAsyncLifetime
{
    private static readonly (string, string)[] Plain = [("preset", "plain"), ("classifier.kind", "fine_tune"), ("classifier.epochs", "7")];
    private TestSystem _system = null!;

    public async Task InitializeAsync() => _system = await TestSystem.StartAsync();

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task Run_OfAFineTunedNetwork_PredictsAsTheNetworkOfItsLastLabels()
    {
        await _system.StartRunAsync("tuned", Plain);
        var run = await _system.EndOfAsync("tuned");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.True(run.Result.Accuracy > 0.6, $"accuracy {run.Result.Accuracy}");
        var ledger = await _system.LedgerAsync("tuned");
        var last = _system.Trainer.FineTunings.Last();
        Assert.Equal(ledger.Select(e => (e.SampleId, e.Label)), last.SampleIds.Zip(last.Labels));
        Assert.Equal(("block-means", 4, "7", 1L), (last.EncoderId, last.Classes, last.Options["epochs"], last.Seed));
        // Each round is a training, and none is asked for twice.
        Assert.Equal(ledger.GroupBy(e => e.Round).Select(g => g.Key).Count(), _system.Trainer.FineTunings.Count);
        Assert.Equal(_system.Trainer.FineTunings.Count, _system.Trainer.FineTunings.Select(f => f.SampleIds.Count).Distinct().Count());

        // The test images again, as a caller's own.
        var pixels = await _system.Trainer.ImagesAsync(SmallPool.Name, Split.Test, CancellationToken.None);
        var predicted = await _system.Client.PredictAsync(new PredictRequest { RunId = "tuned", Pixels = ByteString.CopyFrom(pixels), Count = SmallPool.Test });
        var columns = Enumerable.Range(0, 4).Select(c => Enumerable.Range(0, 4).Sum(row => run.Result.Confusion[row * 4 + c]));
        Assert.Equal(columns, Enumerable.Range(0, 4).Select(c => predicted.Predictions.Count(p => p.Label == c)));
    }

    [Fact]
    public async Task Run_AtRandom_TrainsAtThePointsOfTheCurveOnly()
    {
        await _system.StartRunAsync("random", [.. Plain, ("strategy", "random"), ("curve", "20,30"), ("cold_start.size", "auto"), ("round.size", "auto")]);
        var run = await _system.EndOfAsync("random");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal([20, 30, 40], _system.Trainer.FineTunings.Select(f => f.SampleIds.Count));
        Assert.Equal([20, 30, 40], run.Result.Curve.Select(p => p.Labels));
    }

    [Fact]
    public async Task Run_ThatIsCutShortInATraining_GoesOnWithTheSameLabels()
    {
        var gate = new TaskCompletionSource();
        _system.Trainer.WhileDistilling = () => gate.Task;
        await _system.StartRunAsync("cut", Plain);
        await TestSystem.UntilAsync("the first training", () => Task.FromResult(!_system.Trainer.FineTunings.IsEmpty));
        await _system.StopClassifierAsync();
        gate.SetResult();
        await _system.StartClassifierAsync();
        var run = await _system.EndOfAsync("cut");
        await _system.StartRunAsync("whole", Plain);
        await _system.EndOfAsync("whole");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal(await _system.PurchasesAsync("whole"), await _system.PurchasesAsync("cut"));
    }

    [Fact]
    public async Task Inspection_OfAFineTunedRun_ShowsTheNetworksOpinion()
    {
        await _system.StartRunAsync("looked-at", Plain);
        await _system.EndOfAsync("looked-at");

        var uncertain = await _system.Client.ListUncertainAsync(new ListUncertainRequest { RunId = "looked-at", Limit = 5 });
        var suspects = await _system.Client.ListSuspectsAsync(new ListSuspectsRequest { RunId = "looked-at" });

        Assert.Equal(5, uncertain.Samples.Count);
        Assert.Equal(40, suspects.Labels);
    }

    [Fact]
    public async Task Run_WithStudentsBesides_AveragesTheNetworkAndTheStudent()
    {
        await _system.StartRunAsync("both", [.. Plain, ("student.generations", "1")]);
        var run = await _system.EndOfAsync("both");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal(["fine_tune", "student"], run.Result.Members.Select(m => m.Name));
    }
}

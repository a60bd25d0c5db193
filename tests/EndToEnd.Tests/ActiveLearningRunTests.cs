using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class ActiveLearningRunTests
{
    [Fact]
    public async Task Run_OnGlyphs_SpendsItsBudgetLearnsAndSurvivesAKill()
    {
        await using var system = await RunningSystem.StartAsync("--Learn:Enabled=false", "--Dashboard:Enabled=false");
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));

        await classifier.StartRunAsync(GlyphRun.Request("undisturbed", labels: 100));
        var undisturbed = await GlyphRun.EndOfAsync(classifier, "undisturbed");

        Assert.Equal(RunState.Completed, undisturbed.State);
        Assert.Equal(100, undisturbed.BudgetSpent);
        Assert.True(undisturbed.Result.Accuracy > 0.5, $"accuracy {undisturbed.Result.Accuracy}");
        var ledger = await GlyphRun.LedgerAsync(oracle, "undisturbed");
        Assert.Equal(100, ledger.Count(entry => entry.Charged));
        Assert.Equal(20, ledger.Count(entry => entry.Purpose == QueryPurpose.Seed));

        // Killed in the middle of buying; the next start finishes the run by itself, with the very same purchases.
        await classifier.StartRunAsync(GlyphRun.Request("killed", labels: 100));
        await system.UntilAsync("the first purchase", async () =>
            (await classifier.GetRunAsync(new GetRunRequest { RunId = "killed" })).Run.BudgetSpent > 0);
        await system.KillAndRestartAsync();
        var killed = await GlyphRun.EndOfAsync(classifier, "killed");

        Assert.Equal(RunState.Completed, killed.State);
        var ledgerAfterKill = await GlyphRun.LedgerAsync(oracle, "killed");
        Assert.Equal(ledger.Select(entry => (entry.SampleId, entry.Purpose, entry.Charged)), ledgerAfterKill.Select(entry => (entry.SampleId, entry.Purpose, entry.Charged)));
        Assert.Equal(undisturbed.Result.Accuracy, killed.Result.Accuracy);

        // The first grading has closed the run for buying.
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await oracle.QueryLabelsAsync(new QueryLabelsRequest
        {
            RunId = "killed",
            RequestId = "too late",
            Purpose = QueryPurpose.Acquire,
            Strategy = "margin",
            Queries = { new LabelQuery { SampleId = 0 } },
        }));
        Assert.Contains(refusal.StatusCode, new[] { StatusCode.FailedPrecondition, StatusCode.ResourceExhausted });
    }

    [Fact]
    public async Task Services_CallWithoutTheKey_AreRefused()
    {
        await using var system = await RunningSystem.StartAsync("--Learn:Enabled=false", "--Dashboard:Enabled=false");
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(system.GrpcAddress(ServiceNames.LabelOracle));
        var oracle = new LabelOracleService.LabelOracleServiceClient(channel);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = "any" }));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("service-key", refusal.Status.Detail, StringComparison.Ordinal);
    }
}

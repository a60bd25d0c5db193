using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class ActiveLearningRunTests(SharedSystem system)
{
    [Fact]
    public async Task Run_OnGlyphs_SpendsItsBudgetLearnsAndIsClosed()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));

        await classifier.StartRunAsync(GlyphRun.Request("whole", labels: 100));
        var run = await GlyphRun.EndOfAsync(classifier, "whole");

        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal(100, run.BudgetSpent);
        Assert.True(run.Result.Accuracy > 0.5, $"accuracy {run.Result.Accuracy}");
        var ledger = await GlyphRun.LedgerAsync(oracle, "whole");
        Assert.Equal(100, ledger.Count(entry => entry.Charged));
        Assert.Equal(20, ledger.Count(entry => entry.Purpose == QueryPurpose.Seed));

        // The first grading has closed the run for buying.
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await oracle.QueryLabelsAsync(new QueryLabelsRequest
        {
            RunId = "whole",
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
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(system.GrpcAddress(ServiceNames.LabelOracle));
        var oracle = new LabelOracleService.LabelOracleServiceClient(channel);

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await oracle.GetBudgetAsync(new GetBudgetRequest { RunId = "any" }));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("system.json", refusal.Status.Detail, StringComparison.Ordinal);
    }
}

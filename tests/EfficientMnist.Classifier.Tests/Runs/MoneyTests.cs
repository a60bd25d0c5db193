using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Runs whose labels have prices, and whose budget is a sum of money besides a number of labels.</summary>
public sealed class MoneyTests
{
    // Of the four classes the dearest costs 19.
    private static readonly (string, string) Price = ("oracle.price", "10,rising:19,down:4");
    private const int Dearest = 19;

    [Fact]
    public async Task Run_WhoseMoneyRunsOutFirst_BuysWhatItPaysForAndSaysWhyItEnds()
    {
        await using var system = await TestSystem.StartAsync();

        await system.StartRunAsync("poor", Price, ("oracle.money", "260"), ("validate.share", "0.2"));
        var run = await system.EndOfAsync("poor");

        var ledger = await system.LedgerAsync("poor");
        Assert.Equal((RunState.Completed, ""), (run.State, run.Error));
        Assert.Equal((260, ledger.Sum(row => row.Paid)), (run.MoneyLimit, run.Paid));
        Assert.InRange(run.Paid, 260 - Dearest + 1, 260);
        Assert.InRange(run.BudgetSpent, 260 / Dearest, 39);
        Assert.Equal(run.BudgetSpent, ledger.Count);
        Assert.Equal($"{260 - run.Paid} of 260 to pay for labels is left, and another may cost 19", run.Stopping.Reason);
        Assert.Equal(run.BudgetSpent, run.Result.Curve[^1].Labels);
        Assert.All(ledger, row => Assert.Equal(row.Label switch { 1 => 4, 3 => 19, _ => 10 }, row.Paid));
    }

    [Fact]
    public async Task Run_WithPricesAndNoBudgetInMoney_BuysWhatItDoesWithoutThem()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("free", ("labels", "24"));
        await system.StartRunAsync("priced", ("labels", "24"), Price);

        var (free, priced) = (await system.EndOfAsync("free"), await system.EndOfAsync("priced"));

        Assert.Equal(free.Result, priced.Result);
        Assert.Equal(await system.PurchasesAsync("free"), await system.PurchasesAsync("priced"));
        Assert.Equal((0, 0, 24), (free.Paid, priced.MoneyLimit, priced.BudgetSpent));
        Assert.Equal((await system.LedgerAsync("priced")).Sum(row => row.Paid), priced.Paid);
    }

    [Fact]
    public async Task Run_OnAnOracleThatLosesAnswers_PaysOnceAndEndsAsIfUndisturbed()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("calm", Price, ("oracle.money", "200"));
        var calm = await system.EndOfAsync("calm");

        system.Proxy.AnswersToLose = 3;
        await system.StartRunAsync("lossy", Price, ("oracle.money", "200"));
        var lossy = await system.EndOfAsync("lossy");

        Assert.Equal((calm.Paid, calm.BudgetSpent, calm.Stopping), (lossy.Paid, lossy.BudgetSpent, lossy.Stopping));
        Assert.Equal(await system.PurchasesAsync("calm"), await system.PurchasesAsync("lossy"));
    }

    [Fact]
    public async Task Run_ThatPeopleLabelForMoney_EndsWithItAndGoesOnWithMore()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", ("oracle.kind", "human"), ("oracle.price", "10"), ("oracle.money", "165"));
        var first = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);
        Assert.Equal((RunState.Completed, 16, 160), (first.State, first.BudgetSpent, first.Paid));

        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => ExtendAsync(system, labels: 60, money: 0))).StatusCode);
        Assert.Contains("money=170 or more", (await Assert.ThrowsAsync<RpcException>(() => ExtendAsync(system, labels: 0, money: 169))).Status.Detail, StringComparison.Ordinal);
        await ExtendAsync(system, labels: 0, money: 205);
        var run = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);

        Assert.Equal((RunState.Completed, 20, 200, 205), (run.State, run.BudgetSpent, run.Paid, run.MoneyLimit));
        Assert.Equal("5 of 205 to pay for labels is left, and another may cost 10", run.Stopping.Reason);
        Assert.Equal([16, 20], run.Result.Curve.Select(point => point.Labels).TakeLast(2));
    }

    [Fact]
    public async Task Next_OfARunWithMoney_ShowsWhatItPaysForAndTheMostItMayCost()
    {
        await using var system = await TestSystem.StartAsync();

        var batch = await system.Client.PreviewBatchAsync(new PreviewBatchRequest
        {
            Options = { ["preset"] = "instant", ["dataset"] = SmallPool.Name, ["labels"] = "40", ["cold_start.size"] = "8", ["oracle.price"] = "10", ["oracle.money"] = "59" },
        });

        Assert.Equal((5, 5, 50), (batch.Samples.Count, batch.Cost, batch.MostPaid));
    }

    private static async Task<ExtendRunResponse> ExtendAsync(TestSystem system, int labels, long money) =>
        await system.Client.ExtendRunAsync(new ExtendRunRequest { RunId = "asked", Labels = labels, Money = money });
}

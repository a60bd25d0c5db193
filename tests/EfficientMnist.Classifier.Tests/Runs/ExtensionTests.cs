using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Completed runs go on with a larger budget, on the same ledger and journal.</summary>
public sealed class ExtensionTests
{
    [Fact]
    public async Task Extend_OfAGradedRun_BuysTheFurtherLabelsOnlyAndGradesItAnew()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("grown", ("student.generations", "1"), ("validate.share", "0.2"));
        var before = await system.EndOfAsync("grown");
        var bought = await system.PurchasesAsync("grown");

        var answer = (await ExtendAsync(system, "grown", 60)).Run;
        var run = await system.EndOfAsync("grown");

        Assert.Equal((60, 40, null), (answer.BudgetLimit, answer.BudgetSpent, answer.Result));
        Assert.Equal((RunState.Completed, 60, 60, ""), (run.State, run.BudgetLimit, run.BudgetSpent, run.Error));
        Assert.Equal([60], run.Extensions);
        var ledger = await system.PurchasesAsync("grown");
        Assert.Equal(bought, ledger.Take(40));
        Assert.Equal(60, ledger.Select(row => row.Sample).Distinct().Count());
        // The images that validate stay those that were set aside before the first purchase.
        Assert.DoesNotContain(ledger.Skip(40), row => row.Purpose == QueryPurpose.Validate);
        Assert.Equal(before.Estimate.Labels, run.Estimate.Labels);
        Assert.Equal(before.Result.Curve, run.Result.Curve.Take(before.Result.Curve.Count));
        Assert.Equal([50, 60], run.Result.Curve.Skip(before.Result.Curve.Count).Select(point => point.Labels));
        Assert.Equal(run.Result.Accuracy, run.Result.Curve[^1].Accuracy);
        Assert.Equal(2, run.Result.Members.Count);
        Assert.NotEmpty(run.Result.Confusion);
        Assert.NotNull((await system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = "grown" })).ClosedAt);
        // The same call whose answer was lost.
        Assert.Equal(RunState.Completed, (await ExtendAsync(system, "grown", 60)).Run.State);
    }

    [Fact]
    public async Task Extend_OfARunThatPeopleLabel_AsksThemAgainAndKeepsWhatWasGraded()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", ("oracle.kind", "human"), ("labels", "24"));
        await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);
        var first = (await system.LedgerAsync("asked"))[0];

        await ExtendAsync(system, "asked", 30);
        await system.UntilAskedAsync("asked");
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "asked", SampleId = first.SampleId, Label = (first.Label + 1) % 4, Annotator = "ann" }));
        var run = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);

        Assert.Equal((RunState.Completed, 30, 30), (run.State, run.BudgetLimit, run.BudgetSpent));
        Assert.Equal(30, (await system.LedgerAsync("asked")).Count);
        Assert.Contains("is graded", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal([24, 30], run.Result.Curve.Select(point => point.Labels).TakeLast(2));
    }

    [Fact]
    public async Task Extend_WhatCannotBe_IsRefusedAtOnceAndChangesNothing()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("done", ("validate.share", "0.1"), ("validate.kind", "lure"));
        var done = await system.EndOfAsync("done");
        system.Proxy.Away = true;
        await system.StartRunAsync("going");

        Assert.Equal((StatusCode.InvalidArgument, "labels=40 is no extension: run done has a budget of 40 labels and has bought 40. Give the new budget in all, 41 or more."), await RefusedAsync("done", 40));
        Assert.Equal(StatusCode.InvalidArgument, (await RefusedAsync("done", 3)).Code);
        var (code, detail) = await RefusedAsync("done", SmallPool.Train + 1);
        Assert.Equal(StatusCode.InvalidArgument, code);
        Assert.StartsWith($"labels={SmallPool.Train + 1} is more than the ", detail, StringComparison.Ordinal);
        Assert.Contains("validate.kind=lure", detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.FailedPrecondition, (await RefusedAsync("going", 60)).Code);
        Assert.Equal(StatusCode.NotFound, (await RefusedAsync("nowhere", 60)).Code);
        Assert.Equal(done, await system.GetAsync("done"));

        async Task<(StatusCode Code, string Detail)> RefusedAsync(string run, int labels)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => ExtendAsync(system, run, labels));
            return (refused.StatusCode, refused.Status.Detail);
        }
    }

    [Fact]
    public async Task Extend_WithTheClassifierKilledAgainAndAgain_EndsWithTheLedgerOfAnUninterruptedOne()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        int lines;
        using (var classifier = new ServiceProcess(system.ClassifierArguments))
        {
            await TestSystem.UntilAsync("the classifier", system.AnswersAsync);
            await system.StartRunAsync("killed");
            await system.EndOfAsync("killed");
            lines = File.ReadAllLines(system.JournalPath("killed")).Length;
            await ExtendAsync(system, "killed", 60);
            classifier.Kill();
        }
        foreach (var further in new[] { 3, 7 })
        {
            using var classifier = new ServiceProcess(system.ClassifierArguments);
            await TestSystem.UntilAsync($"{further} further lines", () => Task.FromResult(File.ReadAllLines(system.JournalPath("killed")).Length >= lines + further));
            classifier.Kill();
        }

        await system.StartClassifierAsync();
        var killed = await system.EndOfAsync("killed");
        await system.StartRunAsync("undisturbed");
        await system.EndOfAsync("undisturbed");
        await ExtendAsync(system, "undisturbed", 60);
        var undisturbed = await system.EndOfAsync("undisturbed");

        Assert.Equal((RunState.Completed, 60), (killed.State, killed.BudgetSpent));
        Assert.Equal(await system.PurchasesAsync("undisturbed"), await system.PurchasesAsync("killed"));
        Assert.Equal(undisturbed.Result, killed.Result);
    }

    private static async Task<ExtendRunResponse> ExtendAsync(TestSystem system, string run, int labels) =>
        await system.Client.ExtendRunAsync(new ExtendRunRequest { RunId = run, Labels = labels });
}

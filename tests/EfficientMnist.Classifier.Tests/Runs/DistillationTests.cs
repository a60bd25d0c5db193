using System.Runtime.InteropServices;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>Runs whose classifier teaches students.</summary>
public sealed class DistillationTests
{
    [Fact]
    public async Task Run_OfTwoGenerations_IsGradedAsAnEnsembleAndThenMemberByMember()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("taught", ("student.generations", "2"), ("student.epochs", "3"), ("encoder.width", "16"));

        var run = await system.EndOfAsync("taught");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal(["kernel", "student"], run.Result.Members.Select(m => m.Name));
        Assert.All(run.Result.Members, member => Assert.InRange(member.Accuracy, 0.3, 1));
        Assert.Equal([10, 20, 40], run.Result.Curve.Select(p => p.Labels));
        Assert.Equal(run.Result.Accuracy, run.Result.Curve[^1].Accuracy);
        Assert.Equal(
            [(GradingKind.Final, 40, ""), (GradingKind.Curve, 20, ""), (GradingKind.Curve, 10, ""), (GradingKind.Curve, 40, "kernel"), (GradingKind.Curve, 40, "student")],
            system.Proxy.Gradings.Select(g => (g.Kind, g.LabelsUsed, g.Member)));

        var ledger = await system.LedgerAsync("taught");
        Assert.Equal(2, system.Trainer.Teaching.Count);
        Assert.All(system.Trainer.Teaching, teaching =>
        {
            Assert.Equal((SmallPool.Name, 4, 1L), (teaching.Dataset, teaching.Classes, teaching.Seed));
            Assert.Equal(ledger.Select(e => (e.SampleId, e.Label)), teaching.SampleIds.Zip(teaching.Labels));
            Assert.Equal(("3", "16"), (teaching.Options["epochs"], teaching.Options["width"]));
            Assert.DoesNotContain("classes", teaching.Options.Keys);
            Assert.All(Rows(teaching), row => Assert.Equal(1, row.Sum(), 0.01));
            Assert.Equal(SmallPool.Train, Rows(teaching).Count());
        });
        // The second goes on from the first, and is taught by classifier and first student together.
        Assert.Equal("block-means", system.Trainer.Teaching.First().EncoderId);
        Assert.Equal(FakeStudent.IdOf(system.Trainer.Teaching.First()), system.Trainer.Teaching.Last().EncoderId);
        Assert.NotEqual(system.Trainer.Teaching.First().SoftTargets, system.Trainer.Teaching.Last().SoftTargets);
    }

    [Fact]
    public async Task Run_WithAllWeightOnTheStudent_PredictsAsTheStudent()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("all-student", ("student.generations", "1"), ("student.weight", "1"));

        var run = await system.EndOfAsync("all-student");

        Assert.Equal(run.Result.Accuracy, run.Result.Members.Single(m => m.Name == "student").Accuracy);
    }

    [Fact]
    public async Task Run_OfEqualOptionsAndTheQuickOne_BuyTheSameLabels()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("quick");
        await system.StartRunAsync("taught", ("student.generations", "1"));
        var quick = await system.EndOfAsync("quick");
        var taught = await system.EndOfAsync("taught");

        Assert.Equal(await system.PurchasesAsync("quick"), await system.PurchasesAsync("taught"));
        Assert.Empty(quick.Result.Members);
        Assert.Equal(quick.Result.Accuracy, taught.Result.Members.Single(m => m.Name == "kernel").Accuracy);
        Assert.Equal("preset=quick,dataset=bars,labels=40,views=histograms+latents,cold_start.size=8,round.size=8,student.generations=1,encoder.epochs=200,student.epochs=100", taught.Name);
    }

    [Fact]
    public async Task Run_WithAStudentOnTheWay_ChoosesWithItFromThereOn()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("alone", ("curve", "18"));
        await system.StartRunAsync("together", ("curve", "false"), ("student.at", "18,500"), ("student.weight", "1"));
        await system.EndOfAsync("alone");
        var together = await system.EndOfAsync("together");

        var (mine, others) = (await system.PurchasesAsync("together"), await system.PurchasesAsync("alone"));
        Assert.True(together.State == RunState.Completed, together.Error);
        Assert.Equal(others.Take(18), mine.Take(18));
        Assert.NotEqual(others.Skip(18), mine.Skip(18));
        Assert.Equal(18, Assert.Single(system.Trainer.Teaching).Labels.Count);
        Assert.Equal(["kernel", "student"], together.Result.Members.Select(m => m.Name));
    }

    [Fact]
    public async Task Run_StoppedEarlyByItsEstimate_TeachesWithoutTheValidationLabelsAndEstimatesTheEnsemble()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync(
            "early", ("student.generations", "1"), ("validate.share", "0.5"), ("stop.kind", "target"), ("stop.target", "0.01"), ("stop.minimum", "16"), ("curve", "false"));

        var run = await system.EndOfAsync("early");

        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.InRange(run.BudgetSpent, 16, 39);
        Assert.Equal([(GradingKind.Final, ""), (GradingKind.Curve, "kernel"), (GradingKind.Curve, "student")], system.Proxy.Gradings.Select(g => (g.Kind, g.Member)));
        Assert.All(system.Proxy.Gradings, grading => Assert.Equal(run.BudgetSpent, grading.LabelsUsed));
        var learned = (await system.LedgerAsync("early")).Where(e => e.Purpose != QueryPurpose.Validate).Select(e => e.SampleId);
        Assert.Equal(learned, Assert.Single(system.Trainer.Teaching).SampleIds);
        Assert.Equal(run.BudgetSpent / 2, run.Estimate.Labels);
        Assert.Contains("\"estimate\":{", File.ReadLines(system.JournalPath("early")).Single(line => line.Contains("ensemble_predicted", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KilledInEachDistillation_EndsAsAnUninterruptedOne()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        var distillations = 0;
        TaskCompletionSource? distilling = null;
        system.Trainer.WhileDistilling = async () =>
        {
            if (Interlocked.Increment(ref distillations) is 1 or 3 or 5)
            {
                distilling!.SetResult();
                await Task.Delay(Timeout.Infinite, new CancellationTokenSource(TestSystem.Patience).Token);
            }
        };
        (string, string)[] options = [("student.generations", "2"), ("student.at", "24")];
        for (var life = 0; life < 3; life++)
        {
            distilling = new TaskCompletionSource();
            using var classifier = new ServiceProcess(system.ClassifierArguments);
            await TestSystem.UntilAsync("the classifier", system.AnswersAsync);
            await system.StartRunAsync("killed", options);
            await distilling.Task.WaitAsync(TestSystem.Patience);
            classifier.Kill();
        }

        system.Trainer.WhileDistilling = () => Task.CompletedTask;
        await system.StartClassifierAsync();
        var killed = await system.EndOfAsync("killed");
        await system.StartRunAsync("undisturbed", options);
        var undisturbed = await system.EndOfAsync("undisturbed");

        Assert.True(killed.State == RunState.Completed, killed.Error);
        Assert.Equal(await system.PurchasesAsync("undisturbed"), await system.PurchasesAsync("killed"));
        Assert.Equal(undisturbed.Result, killed.Result);
        Assert.Equal(3, File.ReadLines(system.JournalPath("killed")).Count(line => line.Contains("\"event\":\"student\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Distillation_UnderWay_IsSeenAndCanBeStoppedAndResumed()
    {
        await using var system = await TestSystem.StartAsync();
        var (distilling, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        system.Trainer.WhileDistilling = () =>
        {
            distilling.TrySetResult();
            return goOn.Task;
        };
        await system.StartRunAsync("seen", ("student.generations", "1"));
        await distilling.Task.WaitAsync(TestSystem.Patience);
        await TestSystem.UntilAsync("the progress", async () => (await system.GetAsync("seen")).Progress.Loss > 0);
        var seen = await system.GetAsync("seen");

        var stopped = (await system.Client.StopRunAsync(new StopRunRequest { RunId = "seen" })).Run;
        await TestSystem.UntilAsync("the end of the training", () => Task.FromResult(!system.Trainer.Released.IsEmpty));
        goOn.SetResult();
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "seen" });
        var resumed = await system.EndOfAsync("seen");

        Assert.Equal((RunPhase.Distillation, 5, 20, "step", 0.75), (seen.Phase, seen.Progress.Done, seen.Progress.Total, seen.Progress.Unit, seen.Progress.Loss));
        Assert.Equal(40, seen.BudgetSpent);
        Assert.Equal(RunState.Stopped, stopped.State);
        Assert.Equal(["seen"], system.Trainer.Released);
        Assert.Equal("seen", system.Trainer.Teaching.Last().Requester);
        Assert.Equal(RunState.Completed, resumed.State);
    }

    [Fact]
    public async Task Run_WhileItsStudentIsTrained_LetsOthersComputeAndThenWaitsForItsTurn()
    {
        await using var system = await TestSystem.StartAsync();
        TaskCompletionSource distilling = new(), trained = new(), purchased = new(), answer = new();
        system.Trainer.WhileDistilling = () => distilling.TrySetResult() ? trained.Task : Task.CompletedTask;
        await system.StartRunAsync("first", ("student.generations", "1"));
        await distilling.Task.WaitAsync(TestSystem.Patience);
        system.Proxy.BeforeAnswer = async () =>
        {
            if (system.Proxy.Requests.Last() == "second/0" && purchased.TrySetResult())
                await answer.Task;
        };

        // Both are of the long lane, which has one slot.
        await system.StartRunAsync("second", ("student.generations", "1"), ("seed", "2"));
        await purchased.Task.WaitAsync(TestSystem.Patience);
        var meanwhile = await system.GetAsync("first");
        trained.SetResult();
        await TestSystem.UntilAsync("the first to wait for its turn", async () => (await system.GetAsync("first")).Waiting?.Reason == WaitReason.Turn);
        answer.SetResult();
        var (first, second) = (await system.EndOfAsync("first"), await system.EndOfAsync("second"));

        Assert.Equal((RunState.Running, WaitReason.Student), (meanwhile.State, meanwhile.Waiting.Reason));
        Assert.Equal((RunState.Completed, RunState.Completed), (first.State, second.State));
    }

    [Fact]
    public async Task Distillation_ThatFails_FailsTheRunWhichCanBeResumed()
    {
        await using var system = await TestSystem.StartAsync();
        system.Trainer.DistillationError = "the loss is NaN";
        await system.StartRunAsync("unlucky", ("student.generations", "1"));
        var failed = await system.EndOfAsync("unlucky");
        system.Trainer.DistillationError = "";

        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "unlucky" });
        var resumed = await system.EndOfAsync("unlucky");

        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("The training of the student failed: the loss is NaN", failed.Error, StringComparison.Ordinal);
        Assert.True(resumed.State == RunState.Completed, resumed.Error);
    }

    [Fact]
    public async Task Predict_OfTheTestImages_GivesThePredictionsThatWereGraded()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("teacher", ("student.generations", "1"));
        await system.EndOfAsync("teacher");
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();

        var pixels = await system.Trainer.ImagesAsync(SmallPool.Name, Split.Test, default);
        var answer = await system.Client.PredictAsync(new PredictRequest { RunId = "teacher", Count = SmallPool.Test, Pixels = ByteString.CopyFrom(pixels) });

        Assert.Equal(system.Proxy.Gradings.First().Predictions, answer.Predictions.Select(p => p.Label));
        Assert.All(answer.Predictions, p => Assert.Equal(1, p.Probabilities.Sum(), 1e-3));
    }

    [Fact]
    public async Task StartRun_WithABadOptionOfTheStudent_IsRefusedAtOnce()
    {
        await using var system = await TestSystem.StartAsync();

        var error = await Assert.ThrowsAsync<RpcException>(() => system.StartRunAsync("typo", ("student.epoch", "3")));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("has no option 'student.epoch'", error.Status.Detail, StringComparison.Ordinal);
    }

    private static IEnumerable<double[]> Rows(StartDistillationRequest teaching) =>
        MemoryMarshal.Cast<byte, Half>(teaching.SoftTargets.Span).ToArray().Chunk(teaching.Classes).Select(row => row.Select(p => (double)p).ToArray());
}

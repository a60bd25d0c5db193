using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

public sealed class HumanRunTests
{
    private static readonly (string, string)[] Human = [("oracle.kind", "human"), ("labels", "24"), ("validate.share", "0.25")];

    [Fact]
    public async Task Run_LabelledByPeople_BuysWhatTheDataSetWouldHaveSoldAndIsGraded()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("sold", [.. Human, ("oracle.kind", "dataset")]);
        var sold = await system.EndOfAsync("sold");
        var truth = await system.TruthAsync();

        await system.StartRunAsync("asked", Human);
        var asked = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);

        Assert.Equal((RunState.Completed, 24), (asked.State, asked.BudgetSpent));
        Assert.Equal(sold.Result, asked.Result);
        Assert.Equal(sold.Estimate, asked.Estimate);
        Assert.Equal(Sorted(await system.PurchasesAsync("sold")), Sorted(await system.PurchasesAsync("asked")));
        Assert.All(await system.LedgerAsync("asked"), entry => Assert.Equal((LedgerAction.Answered, "ann"), (entry.Action, entry.Annotator)));

        static IEnumerable<T> Sorted<T>(IEnumerable<T> rows) => rows.OrderBy(row => row!.ToString(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Run_OnImagesNobodyKnows_TakesClassesOfItsOwnAndCompletesWithItsEstimateAlone()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("own", [.. Human, ("dataset", SmallPool.Unlabelled), ("oracle.classes", "across,down,falling,rising"), ("student.generations", "1")]);

        var run = await system.LabelToTheEndAsync("own", question => question.SampleId % 4);

        Assert.Equal((RunState.Completed, RunPhase.Done, 24, ""), (run.State, run.Phase, run.BudgetSpent, run.Error));
        Assert.Null(run.Result);
        Assert.Equal($"Data set {SmallPool.Unlabelled} has no labelled test split, so nothing can be graded. Add a folder test beside train.", run.NotGraded);
        Assert.Equal(6, run.Estimate.Labels);
        Assert.InRange(run.Estimate.Accuracy, 0.5, 1);
        var prediction = await system.Client.PredictAsync(new PredictRequest
        {
            RunId = "own",
            Count = 1,
            Pixels = Google.Protobuf.ByteString.CopyFrom(SmallPool.Draw(1, new Random(3))),
        });
        Assert.Equal("down", prediction.Predictions[0].ClassName);
        Assert.NotNull((await system.Oracle.GetBudgetAsync(new GetBudgetRequest { RunId = "own" })).ClosedAt);
    }

    [Fact]
    public async Task Run_OnAPartlyLabelledFolder_BeginsWithTheGivenLabelsAndPaysForNone()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("partly", ("oracle.kind", "human"), ("dataset", SmallPool.Partly), ("labels", "16"));

        var run = await system.LabelToTheEndAsync("partly", question => int.Parse(Path.GetFileNameWithoutExtension(question.File), System.Globalization.CultureInfo.InvariantCulture) % 4);

        Assert.Equal((RunState.Completed, 16, ""), (run.State, run.BudgetSpent, run.Error));
        var ledger = await system.LedgerAsync("partly");
        var given = ledger.Where(row => row.Action == LedgerAction.Given).ToList();
        var asked = ledger.Where(row => row.Action == LedgerAction.Answered).ToList();
        Assert.Equal((SmallPool.Given, SmallPool.GivenToValidate, 16), (given.Count(row => row.Purpose == QueryPurpose.Seed), given.Count(row => row.Purpose == QueryPurpose.Validate), asked.Count));
        Assert.Empty(asked.Select(row => row.SampleId).Intersect(given.Select(row => row.SampleId)));
        // There is something to learn from before the first question, so none of them is a cold start.
        Assert.All(asked, row => Assert.Equal((QueryPurpose.Acquire, "v_optimal"), (row.Purpose, row.Strategy)));
        Assert.Equal(SmallPool.GivenToValidate, run.Estimate.Labels);
        Assert.InRange(run.Estimate.Accuracy, 0.5, 1);
    }

    [Fact]
    public async Task Run_WithImagesThatPeopleReject_GoesOnWithoutThemAndEndsWithItsBudget()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", Human);

        // All of the first round, so that there is nothing to learn from, and every third image of the others.
        var run = await system.LabelToTheEndAsync("asked", question => question.Round == 0 || question.SampleId % 3 == 0 ? TestSystem.Rejected : truth[question.SampleId]);

        var ledger = await system.LedgerAsync("asked");
        var rejected = ledger.Where(entry => entry.Reject != RejectReason.Unspecified).ToList();
        Assert.Equal((RunState.Completed, 24, rejected.Count, ""), (run.State, run.BudgetSpent, run.Rejected, run.Error));
        Assert.Equal(24, ledger.Select(entry => entry.SampleId).Distinct().Count());
        Assert.InRange(rejected.Count, 8, 20);
        Assert.All(rejected, entry => Assert.Equal((LedgerAction.Answered, -1, true), (entry.Action, entry.Label, entry.Charged)));
        Assert.NotNull(run.Result);
        Assert.Equal(ledger.Count(entry => entry.Purpose == QueryPurpose.Validate && entry.Label >= 0), run.Estimate.Labels);
        // The round after one without a label is a cold start again.
        Assert.All(ledger.Where(entry => entry.Round <= 1 && entry.Purpose != QueryPurpose.Validate), entry => Assert.Equal(QueryPurpose.Seed, entry.Purpose));
        Assert.Contains(ledger, entry => entry.Purpose == QueryPurpose.Acquire);
    }

    [Fact]
    public async Task Run_OfWhichPeopleRejectEveryImage_FailsSayingSoAndGoesOnFromACorrection()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", Human);

        var failed = await system.LabelToTheEndAsync("asked", _ => TestSystem.Rejected);

        Assert.Equal((RunState.Failed, 24, 24), (failed.State, failed.BudgetSpent, failed.Rejected));
        Assert.StartsWith("All 24 images that were asked for were rejected", failed.Error, StringComparison.Ordinal);
        foreach (var entry in (await system.LedgerAsync("asked")).Where(entry => entry.Purpose == QueryPurpose.Seed).Take(8))
            await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "asked", SampleId = entry.SampleId, Label = truth[entry.SampleId], Annotator = "ann" });
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "asked" });
        var resumed = await system.EndOfAsync("asked");
        Assert.Equal((RunState.Completed, 24, 16), (resumed.State, resumed.BudgetSpent, resumed.Rejected));
    }

    [Fact]
    public async Task Start_WhatCouldNotRun_IsRefusedAtOnce()
    {
        await using var system = await TestSystem.StartAsync();
        var pool = SmallPool.Train - SmallPool.Given - SmallPool.GivenToValidate;

        Assert.Contains($"the {pool} images", await RefusedAsync(("dataset", SmallPool.Partly), ("oracle.kind", "human"), ("labels", $"{pool + 1}")), StringComparison.Ordinal);
        Assert.Contains("oracle.kind=human", await RefusedAsync(("dataset", SmallPool.Partly), ("labels", "20")), StringComparison.Ordinal);
        Assert.Contains("oracle.classes=", await RefusedAsync(("dataset", SmallPool.Unlabelled), ("oracle.kind", "human"), ("labels", "20")), StringComparison.Ordinal);
        Assert.Empty((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);

        async Task<string> RefusedAsync(params (string, string)[] options)
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => system.StartRunAsync("refused", options));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            return refused.Status.Detail;
        }
    }

    [Fact]
    public async Task Run_WaitingForPeople_LetsOthersWorkAndIsStoppedAtOnce()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", Human);
        await system.UntilAskedAsync("asked");
        await system.LabelAsync("asked", question => truth[question.SampleId], most: 3);
        await TestSystem.UntilAsync("three answers", async () => (await system.GetAsync("asked")).Progress.Done == 3);
        var waiting = await system.GetAsync("asked");

        await system.StartRunAsync("other");
        var other = await system.EndOfAsync("other");
        await system.Client.StopRunAsync(new StopRunRequest { RunId = "asked" });
        var stopped = await system.EndOfAsync("asked");

        Assert.Equal((RunState.Running, RunPhase.Labelling, 8, 3, "waits for people to label"), (waiting.State, waiting.Phase, waiting.Progress.Total, waiting.BudgetSpent, waiting.Progress.Note));
        Assert.Equal(RunState.Completed, other.State);
        Assert.Equal(RunState.Stopped, stopped.State);
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "asked" });
        var resumed = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);
        Assert.Equal((RunState.Completed, 24), (resumed.State, resumed.BudgetSpent));
        Assert.Equal(24, (await system.LedgerAsync("asked")).Count);
    }

    [Fact]
    public async Task Run_WhoseClassifierIsKilledAndOracleGoesAwayWhilePeopleLabel_AsksNothingTwice()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        var truth = await system.TruthAsync();
        using (var classifier = new ServiceProcess(system.ClassifierArguments))
        {
            await TestSystem.UntilAsync("the classifier", system.AnswersAsync);
            await system.StartRunAsync("asked", Human);
            await system.UntilAskedAsync("asked");
            await system.LabelAsync("asked", question => truth[question.SampleId], most: 2);
            classifier.Kill();
        }
        await system.LabelAsync("asked", question => truth[question.SampleId], most: 2);

        await system.StartClassifierAsync();
        await TestSystem.UntilAsync("four answers", async () => (await system.GetAsync("asked")).Progress.Done == 4);
        system.Proxy.Away = true;
        await system.LabelAsync("asked", question => truth[question.SampleId], most: 1);
        await TestSystem.UntilAsync("the note", async () => (await system.GetAsync("asked")).Progress.Note.Contains("label-oracle is away", StringComparison.Ordinal));
        system.Proxy.Away = false;
        var run = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);

        Assert.Equal((RunState.Completed, 24), (run.State, run.BudgetSpent));
        var ledger = await system.LedgerAsync("asked");
        Assert.Equal(24, ledger.Select(entry => entry.SampleId).Distinct().Count());
        Assert.Equal(24, ledger.Count);
    }

    [Fact]
    public async Task CorrectLabel_BetweenTwoRounds_IsWhatTheNextRoundLearns()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("right", Human);
        await system.LabelToTheEndAsync("right", question => truth[question.SampleId]);
        await system.StartRunAsync("corrected", Human);
        await system.UntilAskedAsync("corrected");
        List<int> wrong = [];
        await system.LabelAsync("corrected", question =>
        {
            wrong.Add(question.SampleId);
            return 3 - truth[question.SampleId];
        });
        await TestSystem.UntilAsync("the second round", async () => await system.GetAsync("corrected") is { Phase: RunPhase.Labelling, Round: 1 });
        foreach (var sample in wrong)
            await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "corrected", SampleId = sample, Label = truth[sample], Annotator = "bob" });

        var run = await system.LabelToTheEndAsync("corrected", question => truth[question.SampleId]);

        Assert.Equal((RunState.Completed, 24), (run.State, run.BudgetSpent));
        // The last classifiers of both runs know right labels only, though not of the same images.
        Assert.InRange(run.Result.Accuracy, (await system.GetAsync("right")).Result.Accuracy - 0.1, 1);
        var journal = await File.ReadAllTextAsync(system.JournalPath("corrected"));
        Assert.Contains("\"event\":\"corrected\"", journal, StringComparison.Ordinal);
        var ledger = await system.LedgerAsync("corrected");
        Assert.Equal(wrong.Count, ledger.Count(entry => entry.Action == LedgerAction.Corrected && !entry.Charged));
    }

    [Fact]
    public async Task Seconds_OfARunThatWaitsForPeople_LeaveOutTheWaitingAlsoAfterARestart()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("asked", Human);
        await system.UntilAskedAsync("asked");
        var worked = (await system.GetAsync("asked")).Seconds;
        await TestSystem.UntilAsync("a second of waiting", async () => (await system.GetAsync("asked")).WaitedSeconds > 1);
        Assert.Equal(worked, (await system.GetAsync("asked")).Seconds);

        await system.Client.StopRunAsync(new StopRunRequest { RunId = "asked" });
        var stopped = await system.EndOfAsync("asked");
        await system.StopClassifierAsync();
        await system.StartClassifierAsync();
        var recalled = await system.GetAsync("asked");

        Assert.InRange(stopped.WaitedSeconds, 1, 60);
        Assert.Equal((stopped.Seconds, stopped.WaitedSeconds), (recalled.Seconds, recalled.WaitedSeconds));
    }

    [Fact]
    public async Task RelearnRun_AfterCorrectionsToAnUngradedRun_PredictsAsIfTheLabelsHadBeenRight()
    {
        await using var system = await TestSystem.StartAsync();
        (string, string)[] own = [.. Human, ("dataset", SmallPool.Unlabelled), ("oracle.classes", "across,down,falling,rising"), ("student.generations", "1")];
        await system.StartRunAsync("own", own);
        var wrong = await system.LabelToTheEndAsync("own", question => 3 - (question.SampleId % 4));
        var probe = new PredictRequest { RunId = "own", Count = 1, Pixels = Google.Protobuf.ByteString.CopyFrom(SmallPool.Draw(1, new Random(3))) };
        var before = await system.Client.PredictAsync(probe);
        var teachings = system.Trainer.Teaching.Count;

        foreach (var entry in await system.LedgerAsync("own"))
            await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "own", SampleId = entry.SampleId, Label = entry.SampleId % 4, Annotator = "ann" });
        await system.Client.RelearnRunAsync(new RelearnRunRequest { RunId = "own" });
        var run = await system.EndOfAsync("own");
        var after = await system.Client.PredictAsync(probe);

        Assert.Equal((RunState.Completed, 24, wrong.NotGraded), (run.State, run.BudgetSpent, run.NotGraded));
        Assert.Equal(("falling", "down"), (before.Predictions[0].ClassName, after.Predictions[0].ClassName));
        Assert.Equal("the run has ended and learned corrected labels since", run.Stopping.Reason);
        Assert.Equal(wrong.Assessments.Count, run.Assessments.Count);
        Assert.Equal(teachings + 1, system.Trainer.Teaching.Count);
        Assert.All(system.Trainer.Teaching.Last().SampleIds.Zip(system.Trainer.Teaching.Last().Labels), taught => Assert.Equal(taught.First % 4, taught.Second));

        // Once more without a correction since: nothing is learned anew.
        await system.Client.RelearnRunAsync(new RelearnRunRequest { RunId = "own" });
        Assert.Equal(RunState.Completed, (await system.EndOfAsync("own")).State);
        Assert.Equal(teachings + 1, system.Trainer.Teaching.Count);
    }

    [Fact]
    public async Task RelearnRun_OfAGradedRun_IsRefusedAndSoIsTheCorrection()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", Human);
        await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);
        var sample = (await system.LedgerAsync("asked"))[0].SampleId;

        var correction = await Assert.ThrowsAsync<RpcException>(async () =>
            await system.Oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = "asked", SampleId = sample, Label = 3 - truth[sample], Annotator = "ann" }));
        var relearning = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.RelearnRunAsync(new RelearnRunRequest { RunId = "asked" }));

        Assert.Equal((StatusCode.FailedPrecondition, StatusCode.FailedPrecondition), (correction.StatusCode, relearning.StatusCode));
        Assert.Contains("asked is graded", correction.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("asked is graded", relearning.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OfAUsersImages_AreToldWithEachRowButNeverTellALabelThatIsNotPaid()
    {
        await using var system = await TestSystem.StartAsync();
        await system.StartRunAsync("sold");
        await system.EndOfAsync("sold");
        List<Question> folders = [];
        await system.StartRunAsync("asked", Human);
        await system.UntilAskedAsync("asked");
        await system.LabelAsync("asked", question => Kept(folders, question), most: 2);
        List<Question> bare = [];
        await system.StartRunAsync("own", [.. Human, ("dataset", SmallPool.Unlabelled), ("oracle.classes", "across,down,falling,rising")]);
        await system.UntilAskedAsync("own");
        await system.LabelAsync("own", question => Kept(bare, question), most: 2);

        string[] classes = ["across", "down", "falling", "rising"];
        Assert.All(await system.LedgerAsync("sold"), entry => Assert.StartsWith(classes[entry.Label] + "/", entry.File, StringComparison.Ordinal));
        Assert.All(folders, question => Assert.Equal("", question.File));
        Assert.All(bare, question => Assert.Equal($"{question.SampleId:D4}.png", question.File));
        Assert.All(await system.LedgerAsync("own"), entry => Assert.Equal($"{entry.SampleId:D4}.png", entry.File));
        Assert.Equal(["0007.png", "", "0003.png"], (await system.Oracle.NameImagesAsync(new NameImagesRequest { RunId = "own", SampleIds = { 7, 240, 3 } })).Files);
        Assert.Equal([""], (await system.Oracle.NameImagesAsync(new NameImagesRequest { RunId = "sold", SampleIds = { 7 } })).Files);

        static int Kept(List<Question> questions, Question question)
        {
            questions.Add(question);
            return 0;
        }
    }
}

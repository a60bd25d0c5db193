using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>A run as an actor: one activation writes and buys, and answers calls whatever it is at.</summary>
public sealed class RunGrainTests
{
    [Fact]
    public async Task Run_WithALaterActivation_WritesAndBuysNothingMoreInTheEarlierOne()
    {
        await using var system = await TestSystem.StartAsync();
        var (purchased, go) = HoldAt(system, "twice/1");
        await system.StartRunAsync("twice");
        await purchased.WaitAsync(TestSystem.Patience);

        // As if another silo had taken the run for lost. Its purchases repeat what was bought.
        var later = system.Services.GetRequiredService<IRunStore>().Journal("twice").Activate(DateTimeOffset.UnixEpoch);
        var repeated = Repeat((await system.LedgerAsync("twice")).Where(entry => entry.RequestId == "twice/0"));
        repeated.Epoch = later;
        var bought = await system.Oracle.QueryLabelsAsync(repeated);
        repeated.Epoch = later - 1;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await system.Oracle.QueryLabelsAsync(repeated));
        go.SetResult();
        await TestSystem.UntilAsync("the end", async () => (await system.GetAsync("twice")).State == RunState.Completed);
        await system.StartRunAsync("once");
        await system.EndOfAsync("once");

        Assert.Equal((2, true), (later, bought.Replayed));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal(await system.PurchasesAsync("once"), await system.PurchasesAsync("twice"));
        var journal = await File.ReadAllLinesAsync(system.JournalPath("twice"));
        Assert.Equal([1, 2, 3], journal.Select(line => line.Split("\"event\":\"activated\",\"epoch\":")).Where(parts => parts.Length == 2).Select(parts => parts[1][0] - '0'));
        // What the earlier activation had bought is written by the last one.
        Assert.Contains("\"epoch\":3", journal[Array.FindIndex(journal, line => line.Contains("\"round\":1,\"labels\"", StringComparison.Ordinal)) - 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_WhileTheRunIsAtAStep_AreAnsweredAtOnce()
    {
        await using var system = await TestSystem.StartAsync();
        var (purchased, go) = HoldAt(system, "busy/1");
        await system.StartRunAsync("busy");
        await purchased.WaitAsync(TestSystem.Patience);

        var seen = await system.GetAsync("busy");
        var listed = (await system.Client.ListRunsAsync(new ListRunsRequest())).Runs.Single();
        var started = await system.StartRunAsync("busy");
        var stopped = (await system.Client.StopRunAsync(new StopRunRequest { RunId = "busy" })).Run;
        go.SetResult();
        var end = await system.EndOfAsync("busy");

        Assert.Equal((RunState.Running, RunState.Running, "busy"), (seen.State, listed.State, started));
        Assert.Equal(RunState.Running, stopped.State);
        Assert.Equal(RunState.Stopped, end.State);
    }

    [Fact]
    public async Task Run_DeactivatedAndActivatedAgain_HasTheSameStateAndGoesOn()
    {
        await using var system = await TestSystem.StartAsync();
        var (purchased, go) = HoldAt(system, "halted/2");
        await system.StartRunAsync("halted");
        await purchased.WaitAsync(TestSystem.Patience);
        var management = system.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(TimeSpan.Zero);
        Assert.Equal(1, await ActivationsAsync(management));
        await system.Client.StopRunAsync(new StopRunRequest { RunId = "halted" });
        go.SetResult();
        await system.EndOfAsync("halted");
        var before = await system.GetAsync("halted");

        await TestSystem.UntilAsync("the deactivation", async () =>
        {
            await management.ForceActivationCollection(TimeSpan.Zero);
            return await ActivationsAsync(management) == 0;
        });
        var after = await system.GetAsync("halted");
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "halted" });
        var end = await system.EndOfAsync("halted");

        // How far the last step was, nobody has written down.
        (before.Phase, before.Progress) = (after.Phase, after.Progress);
        Assert.Equal(before, after);
        Assert.Equal((RunState.Completed, 40), (end.State, end.BudgetSpent));

        static async Task<int> ActivationsAsync(IManagementGrain management) =>
            (await management.GetSimpleGrainStatistics()).Where(grain => grain.GrainType.Contains("RunGrain", StringComparison.Ordinal)).Sum(grain => grain.ActivationCount);
    }

    [Fact]
    public async Task Run_WhileALongOneWorks_GoesOnIfItIsShortAndElseSaysWhatItWaitsFor()
    {
        await using var system = await TestSystem.StartAsync();
        (string, string)[] withStudent = [("student.generations", "1")];
        var (purchased, go) = HoldAt(system, "working/0");
        await system.StartRunAsync("working", withStudent);
        await purchased.WaitAsync(TestSystem.Patience);
        await system.StartRunAsync("second", withStudent);
        await TestSystem.UntilAsync("the second to wait", async () => (await system.GetAsync("second")).State == RunState.Queued);
        await system.StartRunAsync("third", withStudent);
        await TestSystem.UntilAsync("the third to wait", async () => (await system.GetAsync("third")).State == RunState.Queued);

        await system.StartRunAsync("short");
        var quick = await system.EndOfAsync("short");
        var second = await system.GetAsync("second");
        var third = await system.GetAsync("third");
        var stopped = (await system.Client.StopRunAsync(new StopRunRequest { RunId = "second" })).Run;
        go.SetResult();
        var end = await system.EndOfAsync("third");

        Assert.Equal(RunState.Completed, quick.State);
        Assert.Equal((WaitReason.Turn, "1 run is ahead", "1 run is ahead"), (second.Waiting.Reason, second.Waiting.Text, second.Progress.Note));
        Assert.Equal((WaitReason.Turn, "2 runs are ahead"), (third.Waiting.Reason, third.Waiting.Text));
        Assert.Equal((RunState.Stopped, null), (stopped.State, stopped.Waiting));
        Assert.Equal((RunState.Completed, null), (end.State, end.Waiting));
        Assert.Equal(RunState.Stopped, (await system.GetAsync("second")).State);
        Assert.Equal(["short", "third", "second", "working"], (await system.Client.ListRunsAsync(new ListRunsRequest())).Runs.Select(r => r.RunId));
    }

    [Fact]
    public async Task Run_LabelledByPeopleBeforeItsEncoderIsTrained_BeginsOnHistogramsAndResumedDoesTheSame()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        foreach (var id in new[] { "whole", "cut" })
        {
            foreach (var state in new[] { TrainingState.Queued, TrainingState.Running })
                system.Trainer.Script.Enqueue(state);
            await system.StartRunAsync(id, ("oracle.kind", "human"));
            await system.UntilAskedAsync(id);
            Assert.Equal("", (await system.GetAsync(id)).EncoderId);
            if (id == "cut")
            {
                await system.LabelAsync(id, question => truth[question.SampleId], most: 3);
                await system.StopClassifierAsync();
                // Trained meanwhile: the labels that were to be asked for on histograms are.
                system.Trainer.Script.Clear();
                await system.StartClassifierAsync();
            }
            Assert.Equal(RunState.Completed, (await system.LabelToTheEndAsync(id, question => truth[question.SampleId])).State);
        }
        await system.StartRunAsync("histograms", ("encoder.kind", "none"), ("views", "histograms"));
        await system.EndOfAsync("histograms");

        var asked = await system.PurchasesAsync("whole");
        Assert.Equal(asked, await system.PurchasesAsync("cut"));
        Assert.Equal((await system.PurchasesAsync("histograms")).Take(8).Select(p => p.Sample), asked.Take(8).Select(p => p.Sample));
        Assert.Contains("{\"event\":\"head_start\",\"labels\":8,", await File.ReadAllTextAsync(system.JournalPath("whole")), StringComparison.Ordinal);
        Assert.Equal("block-means", (await system.GetAsync("whole")).EncoderId);
    }

    [Fact]
    public async Task Stop_WhileTheTrainerHasYetToAnswer_TakesTheTrainingBackBehindTheAnswer()
    {
        await using var system = await TestSystem.StartAsync();
        TaskCompletionSource answer = new(), training = new();
        var (wasBrokenOff, releasedBefore) = (false, 0);
        system.Trainer.WhileTraining = () => training.Task;
        system.Trainer.BeforeStart = async call =>
        {
            await answer.Task;
            (wasBrokenOff, releasedBefore) = (call.IsCancellationRequested, system.Trainer.Released.Count);
        };
        await system.StartRunAsync("asking");
        await TestSystem.UntilAsync("the question", () => Task.FromResult(!system.Trainer.Started.IsEmpty));

        await system.Client.StopRunAsync(new StopRunRequest { RunId = "asking" });
        await TestSystem.UntilAsync("the stop to be known", async () => (await system.GetAsync("asking")).Progress.Note == "stops after the step at hand");
        answer.SetResult();
        await TestSystem.UntilAsync("the end", async () => (await system.GetAsync("asking")).State == RunState.Stopped);

        Assert.Equal((false, 0), (wasBrokenOff, releasedBefore));
        Assert.Equal(["asking"], system.Trainer.Released);
    }

    [Fact]
    public async Task Stop_OfARunThatWaitsForItsEncoder_IsDoneWhenTheCallReturnsAndEndsTheTraining()
    {
        await using var system = await TestSystem.StartAsync();
        TaskCompletionSource training = new();
        system.Trainer.WhileTraining = () => training.Task;
        await system.StartRunAsync("waiting");
        await TestSystem.UntilAsync("the training", async () => (await system.GetAsync("waiting")).Waiting?.Reason == WaitReason.Encoder);

        var stopped = (await system.Client.StopRunAsync(new StopRunRequest { RunId = "waiting" })).Run;
        await TestSystem.UntilAsync("the end of the training", () => Task.FromResult(!system.Trainer.Released.IsEmpty));
        training.SetResult();
        await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = "waiting" });
        var resumed = await system.EndOfAsync("waiting");

        Assert.Equal((RunState.Stopped, null), (stopped.State, stopped.Waiting));
        Assert.Equal(["waiting"], system.Trainer.Released);
        Assert.Equal(RunState.Completed, resumed.State);
    }

    /// <summary>Holds back the answer to one request, for which it is charged already.</summary>
    private static (Task Purchased, TaskCompletionSource Go) HoldAt(TestSystem system, string request)
    {
        TaskCompletionSource purchased = new(), go = new();
        system.Proxy.BeforeAnswer = async () =>
        {
            if (system.Proxy.Requests.Last() == request && purchased.TrySetResult())
                await go.Task;
        };
        return (purchased.Task, go);
    }

    private static QueryLabelsRequest Repeat(IEnumerable<LedgerEntry> entries)
    {
        var rows = entries.ToArray();
        return new QueryLabelsRequest
        {
            RunId = rows[0].RunId,
            RequestId = rows[0].RequestId,
            Purpose = rows[0].Purpose,
            Strategy = rows[0].Strategy,
            Round = rows[0].Round,
            Queries = { rows.Select(row => new LabelQuery { SampleId = row.SampleId, Score = row.Score, Rank = row.Rank }) },
        };
    }
}

using EfficientMnist.Classifier.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Runs;

/// <summary>What damaged files and a disk that refuses do to one run, and to no other.</summary>
public sealed class DamageTests
{
    private const string Options = "options.json";
    private const string Journal = "journal.jsonl";

    private static readonly (string File, string? Content)[] Damages =
    [
        (Options, ""),
        (Options, "{\"run_id\":\"dama"),
        (Options, "null"),
        (Options, "{}"),
        (Options, "{\"run_id\":\"damaged-4\",\"options\":{\"strategy\":\"tea_leaves\"},\"created_at\":\"2026-01-01T00:00:00+00:00\"}"),
        (Options, null),
        (Journal, "garbage\n"),
        (Journal, "{\"event\":\"nothing_of_ours\"}\n"),
        (Journal, "{\"event\":\"bought\",\"round\":3,\"labels\":[],\"spent\":9}\n"),
        (Journal, null),
    ];

    [Fact]
    public async Task Start_WithDamagedRuns_ShowsEachAndGoesOnWithTheOthers()
    {
        await using var system = await TestSystem.StartAsync();
        string[] damaged = [.. Damages.Select((_, i) => $"damaged-{i}")];
        foreach (var id in damaged.Append("whole"))
            await system.StartRunAsync(id);
        foreach (var id in damaged.Append("whole"))
            await system.EndOfAsync(id);
        await system.StopClassifierAsync();
        foreach (var (id, (file, content)) in damaged.Zip(Damages))
        {
            var path = Path.Combine(system.RunsFolder, id, file);
            File.Delete(path);
            if (content is null)
                Directory.CreateDirectory(path);
            else
                await File.WriteAllTextAsync(path, content);
        }

        await system.StartClassifierAsync();

        var runs = (await system.Client.ListRunsAsync(new ListRunsRequest())).Runs.ToDictionary(run => run.RunId);
        Assert.Equal(RunState.Completed, runs["whole"].State);
        foreach (var (id, (file, content)) in damaged.Zip(Damages))
        {
            Assert.True(runs[id].State == RunState.Damaged, $"{file} with '{content ?? "a folder in its place"}' is {runs[id].State}.");
            Assert.Contains(file, runs[id].Error, StringComparison.Ordinal);
            Assert.Equal(runs[id], await system.GetAsync(id));
            Assert.Equal(runs[id], await system.EndOfAsync(id));
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.ResumeRunAsync(new ResumeRunRequest { RunId = id }));
            Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
            Assert.Contains(file, refusal.Status.Detail, StringComparison.Ordinal);
        }
        await system.Client.DeleteRunAsync(new DeleteRunRequest { RunId = damaged[0] });
        Assert.Equal(runs.Keys.Except([damaged[0]]).Order(), (await system.Client.ListRunsAsync(new ListRunsRequest())).Runs.Select(run => run.RunId).Order());
        Assert.False(Directory.Exists(Path.Combine(system.RunsFolder, damaged[0])));
    }

    [Fact]
    public async Task Start_WithFoldersThatAreNoRuns_ShowsThem()
    {
        await using var system = await TestSystem.StartAsync(withClassifier: false);
        Directory.CreateDirectory(Path.Combine(system.RunsFolder, "empty"));
        Directory.CreateDirectory(Path.Combine(system.RunsFolder, "lost+found"));

        await system.StartClassifierAsync();

        var run = Assert.Single((await system.Client.ListRunsAsync(new ListRunsRequest())).Runs);
        Assert.Equal(("empty", RunState.Damaged), (run.RunId, run.State));
    }

    [Fact]
    public async Task Run_WhoseJournalCannotBeWritten_WaitsAloneAndGoesOnByItself()
    {
        await using var system = await TestSystem.StartAsync();
        var truth = await system.TruthAsync();
        await system.StartRunAsync("asked", ("oracle.kind", "human"), ("labels", "24"));
        await system.UntilAskedAsync("asked");
        var (journal, kept) = (Path.Combine(system.RunsFolder, "asked", Journal), Path.Combine(system.RunsFolder, "kept"));
        File.Move(journal, kept);
        Directory.CreateDirectory(journal);

        await system.LabelAsync("asked", question => truth[question.SampleId]);
        await TestSystem.UntilAsync("the run to wait for its disk", async () => (await system.GetAsync("asked")).Waiting?.Reason == WaitReason.Disk);
        var waiting = await system.GetAsync("asked");
        await system.StartRunAsync("next");
        var next = await system.EndOfAsync("next");
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await system.Client.StopRunAsync(new StopRunRequest { RunId = "asked" }));
        Directory.Delete(journal);
        File.Move(kept, journal);
        var ended = await system.LabelToTheEndAsync("asked", question => truth[question.SampleId]);

        Assert.Equal(RunState.Running, waiting.State);
        Assert.Contains(journal, waiting.Waiting.Text, StringComparison.Ordinal);
        Assert.Equal((StatusCode.Unavailable, true), (refusal.StatusCode, refusal.Status.Detail.Contains("cannot be written", StringComparison.Ordinal)));
        Assert.Equal(RunState.Completed, next.State);
        Assert.Equal((RunState.Completed, 24), (ended.State, ended.BudgetSpent));
        Assert.Equal(24, (await system.LedgerAsync("asked")).Count);
    }
}

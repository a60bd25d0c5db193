using System.Text.Json;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class RunVerbTests
{
    [Fact]
    public async Task Run_WithJson_PrintsExactlyOneObjectAndKeepsProgressOnStandardError()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("run", "labels=200", "seed=3", "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        var line = Assert.Single(run.Output.TrimEnd().Split('\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(
            ["dataset", "labels", "accuracy", "macro_f1", "seed", "strategy", "encoder", "seconds", "curve", "confusion", "members", "estimate", "stopped", "gradings_of_dataset"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""{"kernel":0.84,"student":0.845}""", json.RootElement.GetProperty("members").GetRawText());
        Assert.Equal("""[[100,0.81],[200,0.8500000000000001]]""", json.RootElement.GetProperty("curve").GetRawText());
        Assert.Equal(1_234, json.RootElement.GetProperty("gradings_of_dataset").GetInt32());
        Assert.Equal("""[[45,5],[8,42]]""", json.RootElement.GetProperty("confusion").GetRawText());
        Assert.Equal(3, json.RootElement.GetProperty("seed").GetInt32());
        Assert.Equal("contrastive", json.RootElement.GetProperty("encoder").GetString());
        Assert.Equal(
            """{"accuracy":0.84,"low":0.76,"high":0.9,"kind":"lure","labels":20,"confidence":0.95}""",
            json.RootElement.GetProperty("estimate").GetRawText());
        Assert.Equal("the budget of 200 labels is spent", json.RootElement.GetProperty("stopped").GetString());
        Assert.Equal(12.346, json.RootElement.GetProperty("seconds").GetDouble());
        Assert.Contains("encoder step 30/120 (25 %), loss 3.250, 1,450 images/s, eta 00:01:15", run.Errors, StringComparison.Ordinal);
        Assert.Equal("200", system.Classifier.Started.Single().Options["labels"]);
    }

    [Fact]
    public async Task Run_WithoutJson_PrintsATableAndProgressLines()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("run");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("encoder step 30/120", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.8500", run.Output, StringComparison.Ordinal);
        Assert.Contains("macro-F1 0.8400", run.Output, StringComparison.Ordinal);
        Assert.Contains("the test images of fashion-mnist have been graded 1,234 times in all, by whatever run", run.Output, StringComparison.Ordinal);
        Assert.Contains("mean of kernel 84.00 %, student 84.50 %", run.Output, StringComparison.Ordinal);
        Assert.Contains("estimated without the test split: 0.8400 (0.7600 to 0.9000), 95 % confidence, 20 labels drawn lure", run.Output, StringComparison.Ordinal);
        Assert.Contains("stopped (budget): the budget of 200 labels is spent", run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Errors);
    }

    [Fact]
    public async Task Run_WithAnOptionTheClassifierRefuses_SaysWhatIsAllowed()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("run", "strategy=tea_leaves");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("choose one of random, margin", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatFails_TellsWhyAndHowToGoOn()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.End = run =>
        {
            (run.State, run.Error) = (RunState.Failed, "The training of the encoder failed: NaN");
            return run;
        };

        var run = await system.RunAsync("run", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("NaN", run.Errors, StringComparison.Ordinal);
        Assert.Contains("eml resume run-1", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseClassifierRestarts_IsFollowedToItsEnd()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.WatchesToBreak = 1;

        var run = await system.RunAsync("run", "--json");

        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Run_Interrupted_LeavesTheRunToTheSystemAndSaysHowToFindIt()
    {
        await using var system = await ScriptedSystem.StartAsync();
        using var interrupt = new CancellationTokenSource();
        system.Classifier.BeforeEnd = async cancellationToken =>
        {
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var run = await system.RunAsync(interrupt.Token, "run");

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("eml watch run-1", run.Errors, StringComparison.Ordinal);
        Assert.Empty(system.Classifier.Stopped);
    }

    [Fact]
    public async Task Run_WithoutTheDataset_RunsOnGlyphsAndSaysSoLoudly()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Store.HasFashion = false;

        var run = await system.RunAsync("run", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("RUNNING ON GLYPHS INSTEAD", run.Errors, StringComparison.Ordinal);
        Assert.Contains("put its files into ./data", run.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("glyphs", json.RootElement.GetProperty("dataset").GetString());
    }

    [Fact]
    public async Task Run_OnAnUnknownDataset_NamesTheKnownOnes()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("run", "dataset=fashion-mist");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Known are fashion-mnist, glyphs", run.Errors, StringComparison.Ordinal);
        Assert.Empty(system.Classifier.Started);
    }
}

using EfficientMnist.Cli.Tests.Fakes;

namespace EfficientMnist.Cli.Tests;

public sealed class LearnVerbTests
{
    [Fact]
    public async Task Learn_OfTheDefaults_ComparesWithRandomAtEqualLabels()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("learn", "labels=200");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(["", "random"], system.Classifier.Started.Select(s => s.Options.TryGetValue("strategy", out var strategy) ? strategy : ""));
        Assert.All(system.Classifier.Started, s => Assert.Equal("200", s.Options["labels"]));
        Assert.Contains("│ 100      │ 0.8100 │ 0.7600 │ +0.0500 │", run.Output, StringComparison.Ordinal);
        Assert.Contains("margin was where random ended by 100 labels", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Learn_StartedAgainWhileItsRunsGoOn_JoinsThem()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("learn");
        foreach (var run in system.Classifier.Runs.Values)
            run.State = Contracts.V1.RunState.Running;

        var again = await system.RunAsync("learn");

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(2, system.Classifier.Started.Count);
    }

    [Fact]
    public async Task Learn_OfTheBaselineItself_RunsItOnce()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("learn", "strategy=random");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(system.Classifier.Started);
    }
}

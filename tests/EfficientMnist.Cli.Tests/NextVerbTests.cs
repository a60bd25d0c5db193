using EfficientMnist.Cli.Tests.Fakes;

namespace EfficientMnist.Cli.Tests;

public sealed class NextVerbTests
{
    [Fact]
    public async Task Next_OfARun_ShowsTheBatchWhyAndWhatItCosts()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("next", "r1", "strategy=badge");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"1\W+4711\W+0\.9877\W+the two likeliest classes are 1\.2 points apart; shirt 41 %, coat 40 %", run.Output);
        Assert.Contains("why [not]", run.Output, StringComparison.Ordinal);
        Assert.Contains("Round 3 (badge) would buy these: 2 labels, 1,100 left after it. Nothing was bought.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_AsJson_IsOneObject()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("next", "labels=500", "--json");

        Assert.StartsWith(
            """{"round":0,"strategy":"margin","cost":2,"budget_left":1100,"decided":false,"samples":[{"rank":1,"sample_id":4711,"score":0.98765,"reason":"the two""",
            run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Next_OfTwoRuns_IsNotUnderstood()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("next", "r1", "r2");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("eml next takes [<run>], not 'r1 r2'", run.Errors, StringComparison.Ordinal);
    }
}

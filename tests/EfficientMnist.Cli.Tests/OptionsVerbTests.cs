using EfficientMnist.Cli.Tests.Fakes;

namespace EfficientMnist.Cli.Tests;

public sealed class OptionsVerbTests
{
    [Fact]
    public async Task Options_WithADeviation_ShowsEachWithItsValueAndWhatIsAllowed()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("options", "labels=200");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Matches(@"labels\W+200\W+a whole number from 1 to 1000000", run.Output);
        Assert.Matches(@"preset\W+standard\W+standard, quick", run.Output);
    }

    [Fact]
    public async Task Options_AsJson_IsOneArray()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("options", "--json");

        Assert.Equal(
            """[{"name":"labels","value":"1000","allowed":"a whole number from 1 to 1000000","meaning":"How many."},{"name":"preset","value":"standard","allowed":"standard, quick","meaning":"The defaults."}]""",
            run.Output.TrimEnd());
    }

    [Fact]
    public async Task Options_WithABadValue_SaysWhatTheServiceSays()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var run = await system.RunAsync("options", "labels=many");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("labels='many' is no number.", run.Errors, StringComparison.Ordinal);
    }
}

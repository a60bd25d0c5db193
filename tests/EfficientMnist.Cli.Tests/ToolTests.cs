using EfficientMnist.TestSupport;

namespace EfficientMnist.Cli.Tests;

/// <summary>The client as a .NET tool, installed from its package.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task Tool_InstalledFromItsPackage_HelpsAndSaysWhatItIsMissing()
    {
        using var feed = await LocalFeed.OfAsync("EfficientMnist.Cli");
        var folder = Path.Combine(feed.Cache, "tool");
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = feed.Cache, ["Storage__Root"] = Path.Combine(feed.Cache, "state") };

        var install = await ProgramRun.OfAsync("dotnet", ["tool", "install", "EfficientMnist.Cli", "--tool-path", folder, "--source", feed.Source], environment);
        Assert.True(install.ExitCode == 0, install.Output + install.Errors);
        var help = await ProgramRun.OfAsync(Path.Combine(folder, "eml"), ["help"], environment);
        var system = await ProgramRun.OfAsync(Path.Combine(folder, "eml"), ["run", "dataset=glyphs", "--system"], environment);

        Assert.True(help.ExitCode == 0, help.Output + help.Errors);
        Assert.Contains("predict", help.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, system.ExitCode);
        Assert.Contains("Name it with --root <folder>", system.Errors, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace EndToEnd.Tests;

/// <summary>What outlives a system that ends, and what does not.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class RestartTests(OwnSystem system, ITestOutputHelper output) : IClassFixture<OwnSystem>
{
    [Fact]
    public async Task Run_WhoseSystemIsKilled_EndsAsItWouldHaveAndLeavesNoProcess()
    {
        await system.EnsureUpAsync();
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        await classifier.StartRunAsync(GlyphRun.Simple("undisturbed", labels: 100));
        var undisturbed = await GlyphRun.EndOfAsync(classifier, "undisturbed");
        var ledger = await GlyphRun.LedgerAsync(oracle, "undisturbed");

        // Killed in the middle of buying; the next start finishes the run by itself, with the very same purchases.
        await classifier.StartRunAsync(GlyphRun.Simple("killed", labels: 100));
        await system.UntilAsync("the first purchase", async () =>
            (await classifier.GetRunAsync(new GetRunRequest { RunId = "killed" })).Run.BudgetSpent > 0);
        await EndAsync("KILL");
        await system.EnsureUpAsync();
        var killed = await GlyphRun.EndOfAsync(classifier, "killed");

        Assert.Equal(RunState.Completed, killed.State);
        var ledgerAfterKill = await GlyphRun.LedgerAsync(oracle, "killed");
        Assert.Equal(ledger.Select(entry => (entry.SampleId, entry.Purpose, entry.Charged)), ledgerAfterKill.Select(entry => (entry.SampleId, entry.Purpose, entry.Charged)));
        Assert.Equal(undisturbed.Result.Accuracy, killed.Result.Accuracy);
    }

    [BrowserFact]
    public async Task Session_OnAPageWhoseSystemIsInterrupted_GoesOnWithTheNext()
    {
        await system.EnsureUpAsync();
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync($"{system.WebAddress}/login?t={SystemUnderTest.WebToken}&returnUrl=/start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Light or dark" }).ClickAsync();

        // The open page follows the runs, which must not keep the system from ending.
        await page.GotoAsync(system.WebAddress);
        await EndAsync("INT");
        await system.EnsureUpAsync();

        await system.UntilAsync("the page to be back", () => OpensAsync(page, system.WebAddress + "/datasets"));
        Assert.Equal("dark", await page.Locator("html").GetAttributeAsync("data-theme"));
        await page.GetByText("2,000 images, 28 × 28 grey").WaitForAsync(new() { Timeout = 120_000 });
    }

    [Fact]
    public async Task Service_ThatIsKilled_IsStartedAgainAndTheConsoleSaysSo()
    {
        await system.EnsureUpAsync();
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        var service = SystemProcesses.Of(system.StateFolder).Single(process => process.CommandLine.Contains("LabelOracle.dll", StringComparison.Ordinal));

        using var kill = Process.Start("kill", ["-KILL", service.Id.ToString(CultureInfo.InvariantCulture)]);

        await system.UntilAsync("the oracle to be another process", () => Task.FromResult(
            SystemProcesses.Of(system.StateFolder).Any(process => process.Id != service.Id && process.CommandLine.Contains("LabelOracle.dll", StringComparison.Ordinal))));
        await system.UntilAsync("the oracle to answer", async () => (await oracle.OpenRunAsync(new OpenRunRequest { RunId = "after-the-crash", Dataset = "glyphs", Budget = 1 })) is not null);
        Assert.Matches(@"label-oracle has ended by itself \(exit code -?\d+.*\) and is started again in 1 s\.", system.Log);
        Assert.Equal((1, false), SystemFile.TryRead(system.StateFolder)!.Services[ServiceNames.LabelOracle].Trouble is { } trouble ? (trouble.Ends, trouble.IsLeftEnded) : default);
    }

    [Fact]
    public async Task Service_ThatEndsAgainAndAgain_IsLeftEndedAndTheStatusSaysWhy()
    {
        await system.EnsureUpAsync();
        using var other = new Process { StartInfo = new ProcessStartInfo("dotnet", ["exec", Repository.Cli, "status"]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        other.StartInfo.Environment["Storage__Root"] = system.StateFolder;
        HashSet<int> killed = [];

        await system.UntilAsync("the dataset-store to be left ended", () =>
        {
            foreach (var service in SystemProcesses.Of(system.StateFolder).Where(process => process.CommandLine.Contains("DatasetStore.dll", StringComparison.Ordinal) && killed.Add(process.Id)))
            {
                using var kill = Process.Start("kill", ["-KILL", service.Id.ToString(CultureInfo.InvariantCulture)]);
            }
            return Task.FromResult(SystemFile.TryRead(system.StateFolder)!.Services[ServiceNames.DatasetStore].Trouble is { IsLeftEnded: true });
        });
        other.Start();
        var said = await other.StandardOutput.ReadToEndAsync();
        await other.WaitForExitAsync();

        Assert.Equal(1, other.ExitCode);
        Assert.Contains("is left ended", said, StringComparison.Ordinal);
        Assert.Contains("dataset-store has ended 5 times within a minute and is left ended (exit code", system.Log, StringComparison.Ordinal);
        await EndAsync("TERM");
        Assert.Null(SystemFile.TryRead(system.StateFolder));
    }

    private async Task EndAsync(string signal)
    {
        var took = await system.EndAsync(signal);
        output.WriteLine($"{signal}: no process is left after {took.TotalSeconds:0.0} s.");
    }

    private static async Task<bool> OpensAsync(IPage page, string address)
    {
        try
        {
            return (await page.GotoAsync(address))?.Ok == true;
        }
        catch (PlaywrightException)
        {
            // Nothing listens yet.
            return false;
        }
    }
}

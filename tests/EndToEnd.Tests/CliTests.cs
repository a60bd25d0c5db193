using System.Diagnostics;
using System.Text.Json;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class CliTests(SharedSystem system) : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("eml-cli-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Run_WithJson_StartsASystemBesideTheOneThatIsUpPrintsOneObjectAndLeavesNothingBehind()
    {
        var run = await ProgramRun.OfAsync("dotnet", OwnSystemRun("encoder.kind=ae", "encoder.width=4", "encoder.epochs=1", "student.width=8", "student.epochs=1", "student.generations=1", "seed=3", "--json"), Environment());

        Assert.True(run.ExitCode == 0, run.Errors);
        using var summary = JsonDocument.Parse(run.Output.TrimEnd().Split('\n')[^1]);
        var root = summary.RootElement;
        Assert.Equal("glyphs", root.GetProperty("dataset").GetString());
        Assert.Equal(60, root.GetProperty("labels").GetInt32());
        Assert.Equal(3, root.GetProperty("seed").GetInt64());
        Assert.Equal("v_optimal", root.GetProperty("strategy").GetString());
        Assert.Equal("ae", root.GetProperty("encoder").GetString());
        Assert.InRange(root.GetProperty("accuracy").GetDouble(), 0.2, 1);
        Assert.InRange(root.GetProperty("macro_f1").GetDouble(), 0.05, 1);
        Assert.True(root.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(60, root.GetProperty("curve").EnumerateArray().Last()[0].GetInt32());
        var members = root.GetProperty("members");
        Assert.InRange(members.GetProperty("kernel").GetDouble(), 0.2, 1);
        // One pass teaches a student of eight channels next to nothing.
        Assert.InRange(members.GetProperty("student").GetDouble(), 0.01, 1);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Run_KilledWhileItsSystemStarts_TakesTheSystemWithIt()
    {
        var start = new ProcessStartInfo("dotnet", OwnSystemRun()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in Environment())
            start.Environment[key] = value;
        using var command = Process.Start(start)!;
        await system.UntilAsync("a service of the system", () => Task.FromResult(
            SystemProcesses.Of(_state).Any(process => process.CommandLine.Contains("DatasetStore.dll", StringComparison.Ordinal))));

        command.Kill();
        await command.WaitForExitAsync();

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Run_OnALedgerThatIsDamaged_SaysWhyItsSystemDoesNotStart()
    {
        await File.WriteAllTextAsync(Path.Combine(_state, "ledger.db"), "no database");

        var run = await ProgramRun.OfAsync("dotnet", OwnSystemRun(), Environment());

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("label-oracle ended 5 times within a minute and is left ended", run.Errors, StringComparison.Ordinal);
        Assert.Contains("ledger.db", run.Errors, StringComparison.Ordinal);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Run_WithAnUnknownOption_SaysWhatIsAllowedAndFails()
    {
        var run = await ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, "run", "dataset=glyphs", "strategy=tea_leaves"], system.ClientEnvironment);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("tea_leaves", run.Errors, StringComparison.Ordinal);
        Assert.Contains("margin", run.Errors, StringComparison.Ordinal);
    }

    // Aspire's orchestrator ends a moment after the AppHost.
    private Task NothingIsLeftAsync() => system.UntilAsync("no process of the system", () => Task.FromResult(SystemProcesses.Of(_state).Count == 0));

    private static string[] OwnSystemRun(params string[] options) =>
        ["exec", Repository.Cli, "run", "--system", "--root", Repository.Root, "dataset=glyphs", "labels=60", "cold_start.size=20", "round.size=20", .. options];

    private Dictionary<string, string> Environment() => new() { ["Storage__Root"] = _state };
}

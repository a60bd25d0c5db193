using System.Text.Json;
using EfficientMnist.Cli.Sweep;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class SweepVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sweep_RunsEveryCombinationAndLeavesTablesAndAPlot()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var sweep = await system.RunAsync("sweep", "labels=100,200", "strategy=margin,random", "seed=1..2", "--out", _folder);

        Assert.True(sweep.ExitCode == 0, sweep.Errors);
        Assert.Equal(8, system.Classifier.Runs.Count);
        Assert.Equal(["accuracy.svg", "README.md", "results.csv", "results.json"], Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(9, File.ReadAllLines(In("results.csv")).Length);
        Assert.Contains("| margin | **85.0 ± 0.0** | **85.0 ± 0.0** |", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(In("results.json")));
        var origin = json.RootElement.GetProperty("sweeps")[0];
        Assert.Equal($"./eml sweep labels=100,200 strategy=margin,random seed=1..2 --out {_folder}", origin.GetProperty("command").GetString());
        Assert.Equal("abc", origin.GetProperty("datasets")[0].GetProperty("pool_hash").GetString());
        Assert.Equal("Zalando Research", origin.GetProperty("datasets")[0].GetProperty("source").GetString());
        Assert.Equal("1.13.1", origin.GetProperty("software").GetProperty("libraries").GetProperty("libtorch").GetString());
        Assert.NotEqual("", origin.GetProperty("hardware").GetProperty("cpu").GetString());
        Assert.Contains("[1/8] fashion-mnist margin labels=100 seed=1: 85.00 % (kernel 84.00, student 84.50), 12 s · 00:01:26 left", sweep.Output, StringComparison.Ordinal);
        Assert.Contains("[8/8] fashion-mnist random labels=200 seed=2: 80.00 % (kernel 84.00, student 84.50), 12 s\n", sweep.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_OfRunsWithMembersEstimateAndRule_WritesThemDown()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var end = system.Classifier.End;
        system.Classifier.End = run =>
        {
            run = end(run);
            run.Estimate = new AccuracyEstimate { Kind = "uniform", Accuracy = 0.86, Low = 0.8, High = 0.9, Labels = 30, Confidence = 0.95 };
            run.Stopping = new Stopping { Rule = "stable", Stopped = true };
            return run;
        };

        var sweep = await system.RunAsync("sweep", "labels=100", "strategy=margin", "seed=1", "--out", _folder);

        Assert.True(sweep.ExitCode == 0, sweep.Errors);
        Assert.Contains("85.00 % (kernel 84.00, student 84.50), 12 s", sweep.Output, StringComparison.Ordinal);
        Assert.StartsWith("fashion-mnist,margin,100,200,1,0.85,0.84,0.84,0.845,0.86,0.8,0.9,30,uniform,stable,", File.ReadAllLines(In("results.csv"))[1], StringComparison.Ordinal);
        Assert.Contains("| uniform, 95 % | 1 | +1.0 | 10.0 | 100 % (1 of 1) |", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_StartedAgain_TakesWhatIsCompletedAndRunsWhatIsNew()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("sweep", "labels=100", "seed=1,2", "--out", _folder);
        var first = File.ReadAllText(In("results.csv"));
        system.Classifier.Watched.Clear();

        var again = await system.RunAsync("sweep", "labels=100", "seed=1..3", "--out", _folder);

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(6, system.Classifier.Runs.Count);
        Assert.Equal(2, system.Classifier.Watched.Count);
        Assert.Contains("[1/6] fashion-mnist v_optimal labels=100 seed=1: 85.00 % (kernel 84.00, student 84.50), completed before", again.Output, StringComparison.Ordinal);
        // What was written down about the earlier runs, their commit for one, is kept.
        Assert.StartsWith(first, File.ReadAllText(In("results.csv")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunState.Stopped, 1)]
    [InlineData(RunState.Failed, 1)]
    [InlineData(RunState.Running, 0)]
    public async Task Sweep_ThatFindsAnUnfinishedRun_GoesOnWithIt(RunState state, int resumed)
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("sweep", "strategy=margin", "seed=1");
        var id = Assert.Single(system.Classifier.Runs).Key;
        system.Classifier.Runs[id].State = state;

        var again = await system.RunAsync("sweep", "strategy=margin", "seed=1");

        Assert.Equal(0, again.ExitCode);
        Assert.Equal(resumed, system.Classifier.Resumed.Count);
        Assert.Equal(RunState.Completed, Assert.Single(system.Classifier.Runs).Value.State);
    }

    [Fact]
    public async Task Sweep_WhoseIdBelongsToARunOfOtherDefaults_RunsAnewUnderAnotherId()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("sweep", "strategy=margin", "seed=1");
        var id = Assert.Single(system.Classifier.Runs).Key;
        system.Classifier.Runs[id].Options["encoder.kind"] = "ae";

        var again = await system.RunAsync("sweep", "strategy=margin", "seed=1");
        var third = await system.RunAsync("sweep", "strategy=margin", "seed=1");

        Assert.Equal(0, again.ExitCode);
        Assert.Equal([id, $"{id}-2"], system.Classifier.Runs.Keys.Order());
        Assert.Contains("completed before", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_WithATag_RunsAnew()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("sweep", "strategy=margin", "seed=1");

        await system.RunAsync("sweep", "strategy=margin", "seed=1", "--tag", "again");

        Assert.Equal(2, system.Classifier.Runs.Count);
    }

    [Fact]
    public async Task Sweep_Interrupted_LeavesWhatIsDoneAndGoesOnFromThere()
    {
        await using var system = await ScriptedSystem.StartAsync();
        using var interrupt = new CancellationTokenSource();
        system.Classifier.BeforeEnd = async cancellationToken =>
        {
            if (system.Classifier.Watched.Count < 2)
                return;
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var sweep = await system.RunAsync(interrupt.Token, "sweep", "labels=100", "seed=1,2", "--out", _folder);

        Assert.Equal(130, sweep.ExitCode);
        Assert.Contains("completed runs are not repeated", sweep.Errors, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(In("results.csv")).Length);
        Assert.Contains("**Not complete**: 1 of 4 runs", File.ReadAllText(In("README.md")), StringComparison.Ordinal);

        system.Classifier.BeforeEnd = _ => Task.CompletedTask;
        await system.RunAsync("sweep", "labels=100", "seed=1,2", "--out", _folder);
        Assert.Equal(5, File.ReadAllLines(In("results.csv")).Length);
        Assert.Equal(4, system.Classifier.Runs.Count);
    }

    [Fact]
    public async Task Sweep_WithARunThatFails_CompletesTheOthersAndSaysWhatToDo()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var end = system.Classifier.End;
        system.Classifier.End = run =>
        {
            if (run.Options["seed"] != "1")
                return end(run);
            (run.State, run.Error) = (RunState.Failed, "not a number");
            return run;
        };

        var sweep = await system.RunAsync("sweep", "strategy=random", "seed=1,2", "--json");

        Assert.Equal(1, sweep.ExitCode);
        Assert.Contains("fashion-mnist random labels=1000 seed=1: failed: not a number", sweep.Errors, StringComparison.Ordinal);
        Assert.Contains("1 of 2 runs did not complete", sweep.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(sweep.Output);
        Assert.Equal(1, json.RootElement.GetProperty("runs").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("planned").GetInt32());
    }

    [Fact]
    public async Task Sweep_WithJson_PrintsOneObjectAndKeepsProgressOnStandardError()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var sweep = await system.RunAsync("sweep", "--json");

        Assert.True(sweep.ExitCode == 0, sweep.Errors);
        using var json = JsonDocument.Parse(Assert.Single(sweep.Output.TrimEnd().Split('\n')));
        var first = json.RootElement.GetProperty("summary")[0];
        Assert.Equal(("v_optimal", 0.85, 3), (first.GetProperty("series").GetString(), first.GetProperty("mean").GetDouble(), first.GetProperty("runs").GetInt32()));
        Assert.Contains("[6/6]", sweep.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_OnADatasetThatIsNotToBeHad_SaysSoInsteadOfRunningOnGlyphs()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Store.HasFashion = false;

        var sweep = await system.RunAsync("sweep");

        Assert.Equal(2, sweep.ExitCode);
        Assert.Contains("dataset=fashion-mnist: fashion-mnist is nowhere; put its files into ./data. To be had: glyphs.", sweep.Errors, StringComparison.Ordinal);
        Assert.Empty(system.Classifier.Started);
    }

    [Fact]
    public async Task Sweep_OverAStrategyThatDoesNotExist_SaysWhatIsAllowed()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var sweep = await system.RunAsync("sweep", "strategy=margin,tea_leaves");

        Assert.Equal(2, sweep.ExitCode);
        Assert.Contains("choose one of random, margin", sweep.Errors, StringComparison.Ordinal);
        Assert.Contains("nothing to compare with", sweep.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plot_DrawsTheSameFilesAgainWithoutASystem()
    {
        await using (var system = await ScriptedSystem.StartAsync())
            await system.RunAsync("sweep", "labels=100", "--out", _folder);
        var files = Directory.GetFiles(_folder).ToDictionary(f => f, File.ReadAllText);
        foreach (var file in files.Keys.Where(f => !f.EndsWith("results.json", StringComparison.Ordinal)))
            File.Delete(file);

        var plot = await CliRun.OfAsync(new Dictionary<string, string>(), ["sweep", "--plot", _folder]);

        Assert.True(plot.ExitCode == 0, plot.Errors);
        Assert.Equal(files, Directory.GetFiles(_folder).ToDictionary(f => f, File.ReadAllText));
    }

    [Fact]
    public async Task Plot_OfSeveralFolders_IsOneOfAllTheirRuns()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("sweep", "labels=100", "strategy=margin", "seed=1", "--out", In("a"));
        await system.RunAsync("sweep", "labels=100", "strategy=margin,random", "seed=1", "encoder.kind=ae", "--out", In("b"));

        var plot = await system.RunAsync("sweep", "--plot", In("a"), In("b"), "--out", In("c"));

        Assert.True(plot.ExitCode == 0, plot.Errors);
        Assert.Equal(4, File.ReadAllLines(Path.Combine(In("c"), "results.csv")).Length);
        Assert.DoesNotContain("Not complete", File.ReadAllText(Path.Combine(In("c"), "README.md")), StringComparison.Ordinal);
        var svg = File.ReadAllText(Path.Combine(In("c"), "accuracy.svg"));
        Assert.Contains(">encoder.kind=contrastive<", svg, StringComparison.Ordinal);
        Assert.Contains(">encoder.kind=ae<", svg, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plot_OfSeveralFoldersWithoutOneToDrawInto_AsksForIt()
    {
        File.WriteAllText(In("results.json"), "");

        var plot = await CliRun.OfAsync(new Dictionary<string, string>(), ["sweep", "--plot", _folder, _folder]);

        Assert.Equal(2, plot.ExitCode);
        Assert.Contains("--out <folder>", plot.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plot_OfAFolderWithoutResults_SaysHowToGetSome()
    {
        var plot = await CliRun.OfAsync(new Dictionary<string, string>(), ["sweep", "--plot", _folder]);

        Assert.Equal(2, plot.ExitCode);
        Assert.Contains($"no results.json in {_folder}", plot.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_LeavesOutWhatIsAboutTheMachineAndTheScreen() => Assert.Equal(
        "./eml sweep labels=100,200 'name=it'\\''s mine' --out docs/results/x",
        SweepCommand.Text("sweep", ["--system", "--root", "/somewhere", "labels=100,200", "--json", "name=it's mine", "--out", "docs/results/x"]));

    private string In(string name) => Path.Combine(_folder, name);
}

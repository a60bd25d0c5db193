using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests.Search;

public sealed class SearchVerbTests : IDisposable
{
    private const string Ridge = "classifier.ridge=log:0.0001..1";

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-search-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Search_FindsTheBestByLabelsHeldBackAndLeavesTableAndPlot()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", Ridge, "strategy=margin,random", "labels=500", "trials=16", "seed=7", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.Equal(16, system.Classifier.Runs.Count);
        Assert.All(system.Classifier.Started, start => Assert.Equal(("500", "7", "0.2", "fashion-mnist"), (start.Options["labels"], start.Options["seed"], start.Options["validate.share"], start.Options["dataset"])));
        Assert.Equal(17, File.ReadAllLines(In("trials.csv")).Length);
        var report = File.ReadAllText(In("README.md"));
        Assert.Contains("16 trials: 16 completed, 0 ended early, 0 failed.", report, StringComparison.Ordinal);
        Assert.Contains("./eml run classifier.ridge=0.0", report, StringComparison.Ordinal);
        Assert.Contains($"./eml search {Ridge} strategy=margin,random labels=500 trials=16 seed=7 --out", report, StringComparison.Ordinal);
        // The test accuracy, 0.85 or 0.8 here, is not looked at.
        Assert.DoesNotContain("0.8500", report, StringComparison.Ordinal);
        var plot = XDocument.Load(In("trials.svg"));
        Assert.Equal(3 * 16, plot.Descendants().Count(element => element.Name.LocalName == "circle"));
        Assert.Contains("[16/16] classifier.ridge=", search.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WithJson_PrintsTheBestAndKeepsProgressOnStandardError()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", Ridge, "trials=25", "--out", _folder, "--json", "--parallel", "3");

        using var json = JsonDocument.Parse(Assert.Single(search.Output.TrimEnd().Split('\n')));
        var best = json.RootElement.GetProperty("best");
        Assert.InRange(best.GetProperty("value").GetDouble(), 0.88, 0.9);
        Assert.InRange(double.Parse(best.GetProperty("options").GetProperty("classifier.ridge").GetString()!, CultureInfo.InvariantCulture), 0.006, 0.02);
        Assert.Equal(25, json.RootElement.GetProperty("completed").GetInt32());
        Assert.Equal(25, system.Classifier.Runs.Count);
        Assert.Contains("best 0.8", search.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_StartedAgain_GoesOnAndCanBeGivenMoreTrials()
    {
        await using var system = await StartAsync();
        await system.RunAsync("search", Ridge, "trials=4", "--out", _folder);

        var again = await system.RunAsync("search", Ridge, "trials=4", "--out", _folder);
        Assert.Equal((0, 4), (again.ExitCode, system.Classifier.Watched.Count));
        var more = await system.RunAsync("search", Ridge, "trials=6", "--out", _folder);

        Assert.Equal((0, 6), (more.ExitCode, system.Classifier.Watched.Count));
        Assert.DoesNotContain("[ 4/6]", more.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Interrupted_GoesOnWithTheTrialAtHand()
    {
        await using var system = await StartAsync();
        using var interrupt = new CancellationTokenSource();
        system.Classifier.BeforeEnd = async cancellationToken =>
        {
            if (system.Classifier.Watched.Count < 3)
                return;
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };

        var search = await system.RunAsync(interrupt.Token, "search", Ridge, "trials=5", "--out", _folder);

        Assert.Equal(130, search.ExitCode);
        Assert.Contains("goes on from here", search.Errors, StringComparison.Ordinal);
        system.Classifier.BeforeEnd = _ => Task.CompletedTask;
        var again = await system.RunAsync("search", Ridge, "trials=5", "--out", _folder);
        Assert.Equal((0, 5), (again.ExitCode, system.Classifier.Runs.Count));
        Assert.Contains("goes on (sweep-", again.Output, StringComparison.Ordinal);
        Assert.Contains("5 completed", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_StopsATrialThatFallsBehindTheMedian()
    {
        await using var system = await StartAsync();
        system.Classifier.OnTheWay = run => run.Assessments.Add(new RoundAssessment
        {
            Labels = 100,
            Estimate = new AccuracyEstimate { Accuracy = system.Classifier.Watched.Count == 6 ? 0.5 : 0.7, Kind = "uniform" },
        });
        system.Classifier.BeforeEnd = cancellationToken => system.Classifier.Watched.Count == 6 ? system.Classifier.StopCame.WaitAsync(cancellationToken) : Task.CompletedTask;
        var end = system.Classifier.End;
        system.Classifier.End = run =>
        {
            if (!system.Classifier.Stopped.Contains(run.RunId))
                return end(run);
            run.State = RunState.Stopped;
            return run;
        };

        var search = await system.RunAsync("search", Ridge, "trials=7", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.Single(system.Classifier.Stopped);
        Assert.Contains("[6/7]", search.Output, StringComparison.Ordinal);
        Assert.Contains("ended at 50 % with 0.5000", search.Output, StringComparison.Ordinal);
        Assert.Contains("6 completed, 1 ended early", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WhereEveryTrialWouldBeRefused_GivesUpAfterThree()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", Ridge, "strategy=tea_leaves", "--out", _folder);

        Assert.Equal(2, search.ExitCode);
        Assert.Contains("choose one of random, margin", search.Errors, StringComparison.Ordinal);
        Assert.Equal(3, system.Classifier.Started.Count);
    }

    [Fact]
    public async Task Search_WhereSomeTrialsFail_KeepsAwayFromThemAndGoesOn()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", "strategy=margin,tea_leaves,random", "round.size=1..4", "seed=3", "trials=12", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.Contains("8 completed, 0 ended early, 4 failed", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ByTheTestSet_SaysThatItIsTooGoodToBeTrue()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", "strategy=margin,random", "objective=accuracy", "--out", _folder);

        Assert.Equal(0, search.ExitCode);
        Assert.Contains("too good to be true", search.Output, StringComparison.Ordinal);
        Assert.Contains("Best: 0.8500", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
        Assert.DoesNotContain(system.Classifier.Started, start => start.Options.ContainsKey("validate.share"));
    }

    [Fact]
    public async Task Search_ByLoss_TrainsEncodersAlone()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", "encoder.kind=fc_vae", "encoder.learning_rate=log:1e-5..1e-1", "objective=loss", "pruner=none", "trials=20", "--out", _folder, "--json");

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.Empty(system.Classifier.Started);
        Assert.All(system.Trainer.Started, start => Assert.Equal(("fc_vae", "0.1", 1L), (start.Kind, start.Options["validation"], start.Seed)));
        using var json = JsonDocument.Parse(search.Output);
        // Of the epoch that is kept, the second: 0.5 above the least.
        Assert.InRange(json.RootElement.GetProperty("best").GetProperty("value").GetDouble(), 0.5, 0.6);
    }

    [Fact]
    public async Task Search_ByLoss_TrainsAsARunOnTheDataSetWould()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", "dataset=mnist", "encoder.kind=contrastive", "encoder.learning_rate=log:1e-4..1e-2", "objective=loss", "trials=2", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.All(system.Trainer.Started, start => Assert.Equal(("mnist", "0"), (start.Dataset, start.Options["flip"])));
    }

    [Fact]
    public async Task Search_ByLoss_CancelsATrainingThatFallsBehindTheMedian()
    {
        await using var system = await StartAsync();
        system.Trainer.Bad = "training-8";

        var search = await system.RunAsync("search", "encoder.learning_rate=log:1e-4..1e-2", "objective=loss", "trials=8", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.Contains("[8/8]", search.Output, StringComparison.Ordinal);
        Assert.Contains("ended at", File.ReadAllText(In("README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_ByLossWithoutAKind_SaysWhichEncoderItTrained()
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync("search", "encoder.learning_rate=log:1e-4..1e-2", "objective=loss", "seed=4", "trials=2", "--out", _folder);

        Assert.True(search.ExitCode == 0, search.Errors);
        Assert.All(system.Trainer.Started, start => Assert.Equal(("ae", 4L), (start.Kind, start.Seed)));
        // A run would have another kind and seed 1 otherwise.
        Assert.Matches(@"Best: ./eml run dataset=fashion-mnist encoder\.kind=ae encoder\.learning_rate=0\.\d+ encoder\.seed=4 encoder\.validation=0\.1 seed=4", search.Output);
    }

    [Fact]
    public async Task Plot_DrawsTheSameFilesAgainWithoutASystem()
    {
        await using (var system = await StartAsync())
            await system.RunAsync("search", Ridge, "trials=3", "--out", _folder);
        string[] names = ["README.md", "trials.csv", "trials.svg"];
        var files = names.ToDictionary(name => name, name => File.ReadAllText(In(name)));
        foreach (var name in names)
            File.Delete(In(name));

        var plot = await CliRun.OfAsync(new Dictionary<string, string>(), ["search", "--plot", _folder]);

        Assert.True(plot.ExitCode == 0, plot.Errors);
        Assert.Equal(files, names.ToDictionary(name => name, name => File.ReadAllText(In(name))));
    }

    [Fact]
    public async Task Search_InAFolderOfAnotherOne_SaysInWhatTheyDiffer()
    {
        await using var system = await StartAsync();
        await system.RunAsync("search", Ridge, "trials=1", "--out", _folder);

        var other = await system.RunAsync("search", Ridge, "trials=1", "labels=200", "--out", _folder);

        Assert.Equal(2, other.ExitCode);
        Assert.Contains("labels is absent there, 200 here", other.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels=100 --out x", "nothing to search")]
    [InlineData("labels=1..9", "--out names the folder")]
    [InlineData("labels=9..1 --out x", "the first number is the smaller")]
    [InlineData("labels=1..9 trials=none --out x", "trials='none' must be a whole number")]
    [InlineData("labels=1..9 seed=1..3 --out x", "seed='1..3' must be a whole number")]
    [InlineData("labels=1..9 objective=beauty --out x", "estimate, accuracy, loss")]
    [InlineData("labels=1..9 sampler=grid --out x", "tpe, random")]
    [InlineData("labels=1..9 pruner=shears --out x", "median, halving, none")]
    [InlineData("labels=1..9 objective=loss --out x", "labels says nothing about them")]
    [InlineData("labels=1..9 --parallel 0 --out x", "1 to 64")]
    [InlineData("dataset=a,b labels=1..9 --out x", "one data set")]
    public async Task Search_Mistyped_IsExplained(string line, string hint)
    {
        await using var system = await StartAsync();

        var search = await system.RunAsync(["search", .. line.Split(' ')]);

        Assert.Equal(2, search.ExitCode);
        Assert.Contains(hint, search.Errors, StringComparison.Ordinal);
    }

    // An estimate that is best, 0.9, at a ridge of 0.01.
    private static async Task<ScriptedSystem> StartAsync()
    {
        var system = await ScriptedSystem.StartAsync();
        var end = system.Classifier.End;
        system.Classifier.End = run =>
        {
            run = end(run);
            var ridge = double.Parse(run.Options.TryGetValue("classifier.ridge", out var text) ? text : "0.01", CultureInfo.InvariantCulture);
            run.Estimate = new AccuracyEstimate { Kind = "uniform", Accuracy = 0.9 - 0.1 * Math.Abs(Math.Log10(ridge) + 2), Labels = 40, Confidence = 0.95 };
            return run;
        };
        return system;
    }

    private string In(string name) => Path.Combine(_folder, name);
}

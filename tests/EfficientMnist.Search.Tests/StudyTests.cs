using System.Globalization;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Tests;

public sealed class StudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-study-").FullName;

    private static StudyPlan Plan => new()
    {
        Space = new SearchSpace([new RealAxis("rate", 1e-4, 1, logarithmic: true), new ChoiceAxis("kind", ["a", "b"])]),
        Goal = Goal.Minimise,
        Context = new Dictionary<string, string> { ["labels"] = "100" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Study_OfOnePart_IsTheSameAsOneOfTwo()
    {
        using (var whole = await OpenAsync(Path.Combine(_folder, "whole")))
            await WorkAsync(whole, 24);
        using (var first = await OpenAsync(Path.Combine(_folder, "parts")))
            await WorkAsync(first, 13);
        using (var second = await OpenAsync(Path.Combine(_folder, "parts")))
            await WorkAsync(second, 24);

        var (_, all) = Study.Read(Path.Combine(_folder, "whole"))!.Value;
        var (plan, parts) = Study.Read(Path.Combine(_folder, "parts"))!.Value;
        Assert.Equal(all.Select(t => (t.Number, t.Values["rate"], t.Values["kind"], t.Value)), parts.Select(t => (t.Number, t.Values["rate"], t.Values["kind"], t.Value)));
        Assert.Equal((24, "log:0.0001..1", "100"), (all.Count, plan.Space.Axes[0].Spelling, plan.Context["labels"]));
    }

    [Fact]
    public async Task Ask_AfterACrash_HandsOutTheLostTrialWithItsReports()
    {
        var crashed = await OpenAsync(_folder);
        var lost = (await crashed.AskAsync(5))!;
        await crashed.BeginAsync(lost.Number, "run-1");
        Assert.False(await crashed.ReportAsync(lost.Number, new TrialReport(0.5, 0.25)));
        crashed.Dispose();

        using var next = await OpenAsync(_folder);
        var again = (await next.AskAsync(5))!;
        // What it tells again is known.
        await next.ReportAsync(again.Number, new TrialReport(0.5, 0.25));
        await next.ReportAsync(again.Number, new TrialReport(0.75, 0.125));
        await next.CompleteAsync(again.Number, 0.1, 3);

        Assert.Equal((lost.Number, lost.Values["rate"], "run-1"), (again.Number, again.Values["rate"], again.Work));
        var trial = Assert.Single(await next.TrialsAsync());
        Assert.Equal([new TrialReport(0.5, 0.25), new TrialReport(0.75, 0.125)], trial.Reports);
        Assert.Equal((TrialState.Completed, 0.1, 3), (trial.State, trial.Value, trial.Seconds));
    }

    [Fact]
    public async Task Ask_WhileAnotherProcessWorks_LeavesItItsTrial()
    {
        using var one = await OpenAsync(_folder);
        using var two = await OpenAsync(_folder);

        var first = await one.AskAsync(2);
        var second = await two.AskAsync(2);
        var third = await two.AskAsync(2);

        Assert.Equal((0, 1), (first!.Number, second!.Number));
        Assert.Null(third);
    }

    [Fact]
    public async Task Ask_AfterAKill_TakesTheTrialOfAMarkThatNobodyHolds()
    {
        using (var killed = await OpenAsync(_folder))
            await killed.AskAsync(2);
        // A killed process leaves its mark behind; nobody holds it open.
        var worker = File.ReadAllText(Path.Combine(_folder, "trials.jsonl")).Split("\"worker\":\"")[1].Split('"')[0];
        File.WriteAllText(Path.Combine(_folder, $".worker-{worker}"), "");

        using var next = await OpenAsync(_folder);

        Assert.Equal(0, (await next.AskAsync(2))!.Number);
        Assert.False(File.Exists(Path.Combine(_folder, $".worker-{worker}")));
    }

    [Fact]
    public async Task Study_OfManyWorkers_GivesEachTrialOnce()
    {
        using var one = await OpenAsync(_folder);
        using var two = await OpenAsync(_folder);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => WorkAsync(i % 2 == 0 ? one : two, 30)));

        var trials = await one.TrialsAsync();
        Assert.Equal(Enumerable.Range(0, 30), trials.Select(t => t.Number));
        Assert.All(trials, t => Assert.Equal(TrialState.Completed, t.State));
        Assert.Equal(30, trials.Select(t => (t.Values["rate"], t.Values["kind"])).Distinct().Count());
    }

    [Fact]
    public async Task Report_WorseThanTheMedian_AsksToEndTheTrial()
    {
        using var study = await OpenAsync(_folder);
        for (var i = 0; i < 5; i++)
        {
            var trial = (await study.AskAsync(9))!;
            await study.ReportAsync(trial.Number, new TrialReport(0.5, 0.1 * i));
            await study.CompleteAsync(trial.Number, 0.1 * i, 1);
        }

        var good = (await study.AskAsync(9))!;
        Assert.False(await study.ReportAsync(good.Number, new TrialReport(0.5, 0.15)));
        var bad = (await study.AskAsync(9))!;
        Assert.True(await study.ReportAsync(bad.Number, new TrialReport(0.5, 0.25)));
        await study.PruneAsync(bad.Number, 1);

        Assert.Equal(TrialState.Pruned, (await study.TrialsAsync())[bad.Number].State);
        await Assert.ThrowsAsync<InvalidOperationException>(() => study.CompleteAsync(bad.Number, 1, 1));
    }

    [Fact]
    public async Task File_WithALineCutOff_IsReadWithoutIt()
    {
        using (var first = await OpenAsync(_folder))
            await WorkAsync(first, 2);
        var path = Path.Combine(_folder, "trials.jsonl");
        var whole = File.ReadAllText(path);
        File.AppendAllText(path, "{\"trial\":1,\"event\":\"rep");

        using var second = await OpenAsync(_folder);
        Assert.Equal(2, (await second.TrialsAsync()).Count);
        Assert.Equal(whole, File.ReadAllText(path));
    }

    [Fact]
    public async Task Open_OfAnotherSearch_SaysInWhatTheyDiffer()
    {
        using (await OpenAsync(_folder)) { }

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Study.OpenAsync(_folder, Plan with { Context = new Dictionary<string, string> { ["labels"] = "200" } }, TimeProvider.System));

        Assert.Contains("labels is 100 there, 200 here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfAFolderWithSomethingElse_NamesTheLine()
    {
        File.WriteAllText(Path.Combine(_folder, "trials.jsonl"), "{\"name\":1}\n");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(_folder));

        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnEmptyFolder_IsNothing() => Assert.Null(Study.Read(_folder));

    private static Task<Study> OpenAsync(string folder) => Study.OpenAsync(folder, Plan, TimeProvider.System);

    private static async Task WorkAsync(Study study, int most)
    {
        while (await study.AskAsync(most) is { } trial)
            await study.CompleteAsync(trial.Number, double.Parse(trial.Values["rate"], CultureInfo.InvariantCulture), 1);
    }
}

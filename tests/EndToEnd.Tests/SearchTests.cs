using System.Diagnostics;
using System.Text.Json;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class SearchTests(SharedSystem system)
{
    [Fact]
    public async Task Search_KilledInTheMiddle_GoesOnWhereItWasAndItsBestCanBeDrawn()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var before = (await classifier.ListRunsAsync(new ListRunsRequest())).Runs.Count;
        var folder = Directory.CreateTempSubdirectory("eml-search-").FullName;
        string[] command =
        [
            "exec", Repository.Cli, "search", "preset=quick", "dataset=glyphs", "labels=40", "cold_start.size=20", "round.size=20", "encoder.kind=ae", "encoder.epochs=1",
            "encoder.width=4", "encoder.latent=4..16", "trials=3", "--out", folder, "--json",
        ];

        using (var killed = Start(command, system.ClientEnvironment))
        {
            await system.UntilAsync("the first trial", () => Task.FromResult(File.Exists(Path.Combine(folder, "trials.jsonl")) && ReadShared(Path.Combine(folder, "trials.jsonl")).Contains("began", StringComparison.Ordinal)));
            killed.Kill();
            await killed.WaitForExitAsync();
        }
        var search = await ProgramRun.OfAsync("dotnet", command, system.ClientEnvironment);

        Assert.True(search.ExitCode == 0, search.Errors);
        using var summary = JsonDocument.Parse(search.Output);
        Assert.Equal((3, 3), (summary.RootElement.GetProperty("trials").GetInt32(), summary.RootElement.GetProperty("completed").GetInt32()));
        Assert.Equal(before + 3, (await classifier.ListRunsAsync(new ListRunsRequest())).Runs.Count);
        Assert.Equal(["README.md", "origin.json", "trials.csv", "trials.jsonl", "trials.svg"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        var best = summary.RootElement.GetProperty("best").GetProperty("work").GetString()!;
        foreach (var (what, file) in new[] { ("reconstructions", "drawn.png"), ("curves", "curves.svg"), ("confusion", "confusion.svg") })
        {
            var picture = await ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, "picture", what, best, "--out", Path.Combine(folder, file)], system.ClientEnvironment);
            Assert.True(picture.ExitCode == 0, picture.Errors);
        }
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("The search could not be started.");
    }

    // The search holds the file open for moments only, and lets nobody in meanwhile.
    private static string ReadShared(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}

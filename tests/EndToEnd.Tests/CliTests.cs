using System.Text.Json;

namespace EndToEnd.Tests;

[Collection(OneSystemAtATime.Name)]
public sealed class CliTests
{
    [Fact]
    public async Task Run_WithJson_StartsTheSystemRunsPrintsOneObjectAndLeavesNothingBehind()
    {
        var state = Directory.CreateTempSubdirectory("eml-cli-").FullName;
        try
        {
            var run = await ProgramRun.OfAsync(
                "dotnet",
                ["exec", Repository.Cli, "run", "--system", "--root", Repository.Root, "dataset=glyphs", "labels=60", "seed=3", "cold_start.size=20", "round.size=20", "encoder.epochs=1", "student.epochs=1", "--json"],
                new Dictionary<string, string> { ["Storage__Root"] = state });

            Assert.True(run.ExitCode == 0, run.Errors);
            using var summary = JsonDocument.Parse(run.Output.TrimEnd().Split('\n')[^1]);
            var root = summary.RootElement;
            Assert.Equal("glyphs", root.GetProperty("dataset").GetString());
            Assert.Equal(60, root.GetProperty("labels").GetInt32());
            Assert.Equal(3, root.GetProperty("seed").GetInt64());
            Assert.Equal("margin", root.GetProperty("strategy").GetString());
            Assert.Equal("contrastive", root.GetProperty("encoder").GetString());
            Assert.InRange(root.GetProperty("accuracy").GetDouble(), 0.2, 1);
            Assert.InRange(root.GetProperty("macro_f1").GetDouble(), 0.1, 1);
            Assert.True(root.GetProperty("seconds").GetDouble() > 0);
            Assert.Equal(60, root.GetProperty("curve").EnumerateArray().Last()[0].GetInt32());
            foreach (var member in new[] { "kernel", "student" })
                Assert.InRange(root.GetProperty("members").GetProperty(member).GetDouble(), 0.1, 1);
            Assert.Empty(ProcessesWith(state));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    [Fact]
    public async Task Run_WithAnUnknownOption_SaysWhatIsAllowedAndFails()
    {
        var state = Directory.CreateTempSubdirectory("eml-cli-").FullName;
        try
        {
            var run = await ProgramRun.OfAsync(
                "dotnet",
                ["exec", Repository.Cli, "run", "--system", "--root", Repository.Root, "dataset=glyphs", "strategy=tea_leaves"],
                new Dictionary<string, string> { ["Storage__Root"] = state });

            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("tea_leaves", run.Errors, StringComparison.Ordinal);
            Assert.Contains("margin", run.Errors, StringComparison.Ordinal);
            Assert.Empty(ProcessesWith(state));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>Processes that were started for this state folder, found by their environment or arguments.</summary>
    private static IReadOnlyList<string> ProcessesWith(string state) =>
    [
        .. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId)
            .Where(folder => Mentions(Path.Combine(folder, "environ"), state) || Mentions(Path.Combine(folder, "cmdline"), state)),
    ];

    private static bool Mentions(string file, string text)
    {
        try
        {
            return File.ReadAllText(file).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or is another user's.
            return false;
        }
    }
}

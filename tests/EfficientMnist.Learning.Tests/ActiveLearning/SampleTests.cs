using System.Globalization;
using System.Text.RegularExpressions;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>The sample program of docs/library.md.</summary>
public sealed partial class SampleTests
{
    private const string Project = "#:project ../../src/EfficientMnist.Learning/EfficientMnist.Learning.csproj";

    [Fact]
    public async Task Sample_WithThePackagesInsteadOfTheProject_LearnsTheDrawnShapes()
    {
        using var feed = await LocalFeed.OfAsync("EfficientMnist.Core", "EfficientMnist.Datasets", "EfficientMnist.Learning");
        using var folder = new TemporaryFolder();
        var sample = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "samples", "learn.cs"));
        Assert.StartsWith(Project, sample, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder["learn.cs"], sample.Replace(Project, $"""
            #:package EfficientMnist.Learning@0.1.0
            #:property RestoreSources={feed.Source}
            #:property RestorePackagesPath={feed.Cache}
            #:property RestoreFallbackFolders={LocalFeed.UserCache}
            """, StringComparison.Ordinal));

        // Where Fashion-MNIST is, the sample learns that, which takes longer.
        var run = await ProgramRun.OfAsync("dotnet", ["run", folder["learn.cs"], "--", "100", "2000"], new Dictionary<string, string>
        {
            ["EML_DATA"] = folder.Path,
            ["XDG_CACHE_HOME"] = folder.Path,
            ["MSBUILDDISABLENODEREUSE"] = "1",
        });

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("20 labels, the classifier expects", run.Output, StringComparison.Ordinal);
        var result = Result().Match(run.Output);
        Assert.True(result.Success, run.Output);
        Assert.True(double.Parse(result.Groups[1].Value, CultureInfo.InvariantCulture) > 50, run.Output);
    }

    [GeneratedRegex(@"glyphs: ([0-9.]+) ?% of 2000 test images are right, with 100 labels of 2000 images")]
    private static partial Regex Result();
}

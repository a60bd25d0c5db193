using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

/// <summary>The sample program of docs/library.md.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task Sample_RunAsItIs_LearnsTheDrawnShapes()
    {
        var (exit, output) = await RunAsync("100", "2000");

        Assert.True(exit == 0, output);
        Assert.Contains("20 labels, the classifier expects", output, StringComparison.Ordinal);
        var result = Result().Match(output);
        Assert.True(result.Success, output);
        Assert.True(double.Parse(result.Groups[1].Value, CultureInfo.InvariantCulture) > 50, output);
    }

    [GeneratedRegex(@"glyphs: ([0-9.]+) ?% of 2000 test images are right, with 100 labels of 2000 images")]
    private static partial Regex Result();

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        // Where Fashion-MNIST is, the sample learns that, which takes longer. In this configuration what it needs is built already.
        using var nowhere = new TemporaryFolder();
        var start = new ProcessStartInfo("dotnet", ["run", "--configuration", "Release", Path.Combine(Repository.Root, "docs", "samples", "learn.cs"), "--", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = nowhere.Path,
        };
        start.Environment["EML_DATA"] = nowhere.Path;
        start.Environment["XDG_CACHE_HOME"] = nowhere.Path;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}

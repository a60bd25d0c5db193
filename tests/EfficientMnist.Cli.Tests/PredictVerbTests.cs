using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;

namespace EfficientMnist.Cli.Tests;

public sealed class PredictVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-predict-");

    [Fact]
    public async Task Predict_OfImagesOfTheRightSize_NamesTheirClasses()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");

        var run = await system.RunAsync("predict", "run-1", Image(28), Image(28));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(2, run.Output.Split("trouser").Length - 1);
        Assert.Contains("75.0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OfAFolderWithADamagedFile_ClassifiesTheOthersAndNamesIt()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");
        Image(28, "a=b/1.png");
        Image(28, "a=b/-2.png");
        File.WriteAllText(Path.Combine(_folder.FullName, "a=b", "3.png"), "nothing");
        File.WriteAllText(Path.Combine(_folder.FullName, "a=b", "notes.txt"), "no image");
        var table = Path.Combine(_folder.FullName, "out.csv");

        var run = await system.RunAsync("predict", "run-1", Path.Combine(_folder.FullName, "a=b"), "--out", table);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("3.png is no image that is read", run.Errors, StringComparison.Ordinal);
        var rows = File.ReadAllLines(table);
        Assert.StartsWith("file,label,probability,p0", rows[0], StringComparison.Ordinal);
        Assert.Equal(3, rows.Length);
        Assert.Contains("-2.png,trouser,0.75", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_OfAnImageOfAnotherSize_NamesFileAndSizes()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");

        var run = await system.RunAsync("predict", "run-1", Image(20));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("20.png is 1×20×20; the run learned on images of 1×28×28", run.Errors, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Image(int side, string? name = null)
    {
        var path = Path.Combine(_folder.FullName, name ?? $"{side}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, PngEncoder.Encode(new byte[side * side], new ImageShape(1, side, side)));
        return path;
    }
}

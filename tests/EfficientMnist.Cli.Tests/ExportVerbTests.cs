using System.Text.Json.Nodes;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using Parquet;

namespace EfficientMnist.Cli.Tests;

public sealed class ExportVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Export_OfACompletedRun_WritesLabelsPredictionsAndOptions()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");
        system.Oracle.HasPrices = true;
        system.Oracle.FileOf = sample => sample == 41 ? "a/=1.png" : $"b/{sample}.png";

        var run = await system.RunAsync("export", "run-1", "--out", In("out"));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(["coco.json", "labels.csv", "predictions.csv", "predictions.parquet", "run.json"], Directory.GetFileSystemEntries(In("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["file,label", "a/=1.png,dog", "b/42.png,\"a, b\""], File.ReadAllLines(In("out/labels.csv")));
        Assert.Equal(["file,label,probability,p cat,p dog,\"p a, b\"", "b/0.png,trouser,0.75,0.25,0.75,0", "b/1.png,trouser,0.75,0.25,0.75,0", "b/2.png,trouser,0.75,0.25,0.75,0"], File.ReadAllLines(In("out/predictions.csv")));
        var coco = JsonNode.Parse(File.ReadAllText(In("out/coco.json")))!;
        Assert.Equal((41, 2, "bought"), ((int)coco["annotations"]![0]!["image_id"]!, (int)coco["annotations"]![0]!["category_id"]!, (string?)coco["annotations"]![0]!["source"]));
        var made = JsonNode.Parse(File.ReadAllText(In("out/run.json")))!;
        Assert.Equal(("cat", 2L, 500L), ((string?)made["classes"]![0], (long)made["paid"]!, (long)made["money"]!));
        await using var parquet = await ParquetReader.CreateAsync(In("out/predictions.parquet"));
        Assert.Equal(["file", "label", "probability", "p cat", "p dog", "p a, b"], parquet.Schema.GetDataFields().Select(field => field.Name));
        Assert.Equal(3, parquet.OpenRowGroupReader(0).RowCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_WithTheOriginals_SortsThemIntoClassFolders(bool link)
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");
        system.Oracle.FileOf = sample => sample == 41 ? "a/x.png" : "gone.png";
        Directory.CreateDirectory(In("photos/a"));
        File.WriteAllText(In("photos/a/x.png"), "picture");

        var run = await system.RunAsync(["export", "run-1", "--out", In("out"), "--images", In("photos"), .. link ? ["--link"] : Array.Empty<string>()]);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("picture", File.ReadAllText(In("out/images/dog/a_x.png")));
        Assert.Equal(link, new FileInfo(In("out/images/dog/a_x.png")).LinkTarget is not null);
        Assert.Contains("1 labelled images are not in", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_IntoAFolderWithFiles_IsRefused()
    {
        await using var system = await ScriptedSystem.StartAsync();
        await system.RunAsync("run");
        File.WriteAllText(In("mine.txt"), "mine");

        var run = await system.RunAsync("export", "run-1", "--out", _folder);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("not empty", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfARunThatIsNotCompleted_HasNoPredictionsAndSaysSo()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.Runs["r2"] = new Run { RunId = "r2", State = RunState.Stopped };

        var run = await system.RunAsync("export", "r2", "--out", In("out"));

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("only a completed one predicts", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(In("out/predictions.csv")));
    }

    private string In(string name) => Path.Combine(_folder, name);
}

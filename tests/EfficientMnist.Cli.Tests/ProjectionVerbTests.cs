using System.Xml.Linq;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Tests;

public sealed class ProjectionVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-projection-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Projection_AsCsv_HasALinePerImage()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var path = Path.Combine(_folder, "points.csv");
        var run = await system.RunAsync("projection", "r1", "--method", "tsne", "--seed", "7", "--out", path, "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(new GetProjectionRequest { RunId = "r1", Method = ProjectionMethod.Tsne, Seed = 7 }, system.Classifier.Drawn);
        Assert.Equal(
            "sample_id,x,y,predicted,confidence,uncertainty,bought,label\n0,0,-1,nut,1,0,1,nut\n1,1,0.5,\"bolt, long\",0.75,0.5,0,\n2,2,1,\"bolt, long\",0.5,1,2,\"bolt, long\"\n",
            File.ReadAllText(path));
        Assert.Contains("\"method\":\"tsne\",\"dataset\":\"parts\"", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prediction", 2, 0)]
    [InlineData("label", 2, 1)]
    [InlineData("round", 2, 1)]
    [InlineData("uncertainty", 8, 0)]
    public async Task Projection_AsSvg_HasADotPerImageAndALegend(string colour, int legend, int uncoloured)
    {
        await using var system = await ScriptedSystem.StartAsync();
        var path = Path.Combine(_folder, "picture.svg");
        var run = await system.RunAsync("projection", "r1", "--colour", colour, "--out", path);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("3 of 3,000 images of parts", run.Output, StringComparison.Ordinal);
        var circles = XDocument.Load(path).Descendants().Where(element => element.Name.LocalName == "circle").ToList();
        Assert.Equal(3 + legend, circles.Count);
        Assert.Equal(uncoloured, circles.Count(circle => circle.Attribute("fill")!.Value == "#e5e7eb"));
    }

    [Fact]
    public async Task Projection_AsSvg_NamesItsMethodAsPeopleDo()
    {
        await using var system = await ScriptedSystem.StartAsync();
        var path = Path.Combine(_folder, "picture.svg");
        var run = await system.RunAsync("projection", "r1", "--method", "tsne", "--out", path);
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("parts, 3 images by t-SNE: prediction", XDocument.Load(path).Descendants().First(element => element.Name.LocalName == "title").Value);
    }

    [Theory]
    [InlineData("--out a.png", "neither .svg nor .csv")]
    [InlineData("--method lda --out a.svg", "one of umap, tsne, pca")]
    [InlineData("--colour mood --out a.svg", "one of prediction, label, uncertainty, round")]
    [InlineData("--seed x --out a.svg", "--seed='x' must be a whole number")]
    [InlineData("--method pca", "--out names the file")]
    public async Task Projection_Mistyped_IsExplained(string line, string hint)
    {
        await using var system = await ScriptedSystem.StartAsync();
        var run = await system.RunAsync(["projection", "r1", .. line.Split(' ')]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(hint, run.Errors, StringComparison.Ordinal);
    }
}

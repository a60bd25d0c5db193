using System.Xml.Linq;
using EfficientMnist.Cli.Tests.Fakes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets.Decoding;

namespace EfficientMnist.Cli.Tests;

public sealed class PictureVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-picture-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reconstructions_OfARun_AreThoseOfItsEncoder()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.Runs["r1"] = new Run { RunId = "r1", EncoderId = "e1" };

        var picture = await system.RunAsync("picture", "reconstructions", "r1", "--ids", "3,7", "--split", "train", "--columns", "2", "--scale", "5", "--out", In("a.png"));

        Assert.True(picture.ExitCode == 0, picture.Errors);
        Assert.Equal(
            new ReconstructRequest { EncoderId = "e1", Split = Split.Train, Ids = new SampleIds { Ids = { 3, 7 } }, Columns = 2, Scale = 5 },
            Assert.Single(system.Trainer.Drawn));
        Assert.Equal([0, 255], PngDecoder.Decode(File.ReadAllBytes(In("a.png"))).Pixels);
        Assert.Contains("2 images of the test split above what the encoder draws of them; mean squared error 0.0125, PSNR 19.0 dB, structural similarity 0.875, 0 stuck pixels", picture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_OfAnEncoder_AreFoundByTheBeginningOfItsId()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var picture = await system.RunAsync("picture", "samples", "0123", "--seed", "9", "--count", "25", "--out", In("a.png"));

        Assert.True(picture.ExitCode == 0, picture.Errors);
        Assert.Equal(new DrawSamplesRequest { EncoderId = ScriptedTrainer.EncoderId, Seed = 9, Count = 25, Scale = 3 }, Assert.Single(system.Trainer.Drawn));
    }

    [Fact]
    public async Task Interpolation_IsShownWithTheImagesAtItsEnds()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var picture = await system.RunAsync("picture", "interpolation", "0123", "--steps", "12", "--dataset", "mnist", "--out", In("a.png"));

        Assert.True(picture.ExitCode == 0, picture.Errors);
        Assert.Equal(
            new InterpolateRequest { EncoderId = ScriptedTrainer.EncoderId, Dataset = "mnist", Steps = 12, Scale = 3, WithOriginals = true }, Assert.Single(system.Trainer.Drawn));
        Assert.Contains("3 to 7", picture.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curves_HaveAPanelForTheLossAndForEachMetric()
    {
        await using var system = await ScriptedSystem.StartAsync();

        var picture = await system.RunAsync("picture", "curves", "0123", "--out", In("a.svg"));

        Assert.True(picture.ExitCode == 0, picture.Errors);
        var svg = XDocument.Load(In("a.svg"));
        var texts = svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).ToList();
        Assert.Superset(new HashSet<string> { "loss", "kl", "learning rate", "images held back" }, texts.ToHashSet());
        // Trained on and held back; the learning rate has one line only.
        Assert.Equal(5, svg.Descendants().Count(e => e.Name.LocalName == "polyline" && e.Attribute("points")!.Value.Split(' ').Length == 3));
    }

    [Fact]
    public async Task Confusion_HasACellForEachPairOfClasses()
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.Runs["r1"] = new Run
        {
            RunId = "r1",
            BudgetSpent = 200,
            Options = { ["dataset"] = "parts" },
            Result = new RunResult { Accuracy = 0.8, MacroF1 = 0.75, Classes = 3, Confusion = { 5, 1, 0, 0, 7, 2, 0, 0, 9 } },
        };

        var picture = await system.RunAsync("picture", "confusion", "r1", "--out", In("a.svg"));

        Assert.True(picture.ExitCode == 0, picture.Errors);
        var svg = XDocument.Load(In("a.svg"));
        Assert.Equal(1 + 9, svg.Descendants().Count(e => e.Name.LocalName == "rect"));
        Assert.Contains("dog taken for a, b 2 times", svg.Descendants().First(e => e.Name.LocalName == "desc").Value, StringComparison.Ordinal);
        Assert.Equal(2, svg.Descendants().Count(e => e.Name.LocalName == "text" && e.Value == "cat"));
    }

    [Theory]
    [InlineData("portrait 0123 --out a.png", "no picture 'portrait'")]
    [InlineData("samples 0123", "--out names the file")]
    [InlineData("samples 0123 --out a.svg", "does not end in .png")]
    [InlineData("curves 0123 --out a.png", "does not end in .svg")]
    [InlineData("samples 0123 --count many --out a.png", "--count='many' must be a whole number")]
    [InlineData("samples 0123 --split both --out a.png", "one of test, train")]
    [InlineData("samples nobody --out a.png", "no run and no encoder 'nobody'")]
    [InlineData("samples young --out a.png", "no encoder yet")]
    [InlineData("confusion young --out a.svg", "not graded")]
    public async Task Picture_Mistyped_IsExplained(string line, string hint)
    {
        await using var system = await ScriptedSystem.StartAsync();
        system.Classifier.Runs["young"] = new Run { RunId = "young" };

        var picture = await system.RunAsync(["picture", .. line.Split(' ')]);

        Assert.Equal(2, picture.ExitCode);
        Assert.Contains(hint, picture.Errors, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder, name);
}

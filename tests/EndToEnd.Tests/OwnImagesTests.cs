using System.Globalization;
using System.Xml.Linq;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EndToEnd.Tests;

/// <summary>A user's own folder, from the import to a picture of its latent space.</summary>
[Collection(OneSystemAtATime.Name)]
public sealed class OwnImagesTests(SharedSystem system) : IDisposable
{
    private const int Images = 36;

    private readonly string _folder = Directory.CreateTempSubdirectory("eml-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FolderOfImages_ImportedByTheCli_IsLearnedFromDrawnAndKept()
    {
        var classifier = new ClassifierService.ClassifierServiceClient(system.Connect(ServiceNames.Classifier));
        var oracle = new LabelOracleService.LabelOracleServiceClient(system.Connect(ServiceNames.LabelOracle));
        await CopyGlyphsAsync(new DatasetStoreService.DatasetStoreServiceClient(system.Connect(ServiceNames.DatasetStore)));

        var imported = await EmlAsync("import", "mine", _folder, "--upload");
        Assert.True(imported.ExitCode == 0, imported.Errors);
        Assert.Contains("36 pool images of 28×28, grey", imported.Output, StringComparison.Ordinal);

        // Every default but the time it takes: a pool may be smaller than a batch.
        await classifier.StartRunAsync(new StartRunRequest
        {
            RunId = "own",
            Options = { ["dataset"] = "mine", ["labels"] = "30", ["encoder.epochs"] = "2", ["student.epochs"] = "2" },
        });
        var run = await GlyphRun.EndOfAsync(classifier, "own");
        Assert.True(run.State == RunState.Completed, run.Error);
        Assert.Equal(30, run.BudgetSpent);
        var ledger = await GlyphRun.LedgerAsync(oracle, "own");
        Assert.Equal(30, ledger.Select(entry => entry.SampleId).Distinct().Count());
        Assert.All(ledger, entry => Assert.InRange(entry.Label, 0, 2));

        foreach (var method in new[] { "pca", "umap", "tsne" })
        {
            var picture = Path.Combine(_folder, $"{method}.svg");
            var drawn = await EmlAsync("projection", "own", "--method", method, "--colour", "label", "--out", picture);
            Assert.True(drawn.ExitCode == 0, drawn.Errors);
            Assert.Equal(Images + 3, XDocument.Load(picture).Descendants().Count(element => element.Name.LocalName == "circle"));
        }

        var kept = await EmlAsync("delete", "mine");
        Assert.Equal(1, kept.ExitCode);
        Assert.Contains("used by the run own", kept.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramRun> EmlAsync(params string[] arguments) =>
        ProgramRun.OfAsync("dotnet", ["exec", Repository.Cli, .. arguments], system.ClientEnvironment);

    /// <summary>Images as a user has them: a folder per class, of several sizes.</summary>
    private async Task CopyGlyphsAsync(DatasetStoreService.DatasetStoreServiceClient store)
    {
        for (var id = 0; id < Images; id++)
        {
            var thumbnail = await store.GetThumbnailAsync(new GetThumbnailRequest { Dataset = "glyphs", Split = Split.Train, SampleId = id, Scale = 1 + id % 3 });
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"kind{id % 3}")).FullName;
            await File.WriteAllBytesAsync(Path.Combine(folder, id.ToString(CultureInfo.InvariantCulture) + ".png"), thumbnail.Png.ToByteArray());
        }
    }
}

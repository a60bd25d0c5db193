using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

/// <summary>Images that are added to an imported data set as a further version of it.</summary>
public sealed class ImportVersionTests : IDisposable
{
    private const int Size = 8;

    private readonly TemporaryFolder _first = new();
    private readonly TemporaryFolder _more = new();
    private readonly TemporaryFolder _store = new();

    private DatasetCatalog Catalog => new(new DatasetOptions { Root = _first.Path, LocalRoot = _first.Path, CacheRoot = _first.Path, ImportRoot = _store.Path, AllowDownload = false });

    public void Dispose()
    {
        _first.Dispose();
        _more.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Import_IntoALabelledDataSet_KeepsIdsLabelsFilesAndThatDataSet()
    {
        for (var i = 0; i < 12; i++) _first.Write($"train/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Image(i));
        for (var i = 20; i < 24; i++) _first.Write($"test/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Image(i));
        ImportFirst(new ImportOptions { Size = Size });
        var (before, labels) = (await Catalog.LoadImagesAsync("parts", DatasetSplit.Train), await Catalog.LoadLabelsAsync("parts", DatasetSplit.Train));
        for (var i = 12; i < 18; i++) _more.Write($"{(i % 2 == 0 ? "ant" : "dog")}/{i}.png", Image(i));
        _more.Write("ant/again.png", Image(3));

        var summary = Add();
        var info = await Catalog.FindAsync("parts-2");
        var images = await Catalog.LoadImagesAsync("parts-2", DatasetSplit.Train);
        var all = await Catalog.LoadLabelsAsync("parts-2", DatasetSplit.Train);

        Assert.Equal(("parts", true, true, 19), (info.VersionOf, info.HasLabels, info.HasTestLabels, images.Count));
        Assert.Equal(["cat", "dog", "ant"], info.ClassNames);
        Assert.Equal(before.Pixels.ToArray(), images.Slice(0, 12).Pixels.ToArray());
        Assert.Equal(labels.ToArray(), all.ToArray()[..12]);
        Assert.Equal([1, 2], all.ToArray()[12..].Distinct().Order());
        Assert.Equal(4, (await Catalog.LoadImagesAsync("parts-2", DatasetSplit.Test)).Count);
        Assert.NotEqual(before.ContentHash, images.ContentHash);
        Assert.Contains("7 images added to the 12 of 'parts', whose ids stay as they are; the figures here are of the new ones. 1 image of them is there already.", summary.Notes[0], StringComparison.Ordinal);
        // The file of each image lies where its version came from.
        Assert.StartsWith(_first.Path, await Catalog.OriginalOfAsync("parts-2", DatasetSplit.Train, new SampleId(11), default), StringComparison.Ordinal);
        Assert.StartsWith(_more.Path, await Catalog.OriginalOfAsync("parts-2", DatasetSplit.Train, new SampleId(12), default), StringComparison.Ordinal);
        Assert.Equal(before.ContentHash, (await Catalog.LoadImagesAsync("parts", DatasetSplit.Train)).ContentHash);
    }

    [Fact]
    public async Task Import_IntoAVersion_MakesItsImagesAsTheFirstWereMade()
    {
        for (var i = 0; i < 4; i++) _first.Write($"{i}.png", Image(i));
        ImportFirst(new ImportOptions { Size = Size, Channels = 3, Fit = ImportFit.Stretch, Background = 7 });
        _more.Write("wide.png", PngEncoder.Encode(Bytes.Pattern(Size * Size * 2, 9), new ImageShape(1, Size, 2 * Size)));
        Add();

        Add("parts-2", "parts-3");
        var info = await Catalog.FindAsync("parts-3");

        Assert.Equal(("parts-2", new ImageShape(3, Size, Size), 6), (info.VersionOf, info.Shape, (await Catalog.LoadImagesAsync("parts-3", DatasetSplit.Train)).Count));
        Assert.Equal((ImportFit.Stretch, (byte?)7), (info.Import!.Fit, info.Import.Background));
    }

    [Fact]
    public async Task Import_OfUnlabelledImagesIntoALabelledDataSet_GivesTheLabelsThereAre()
    {
        for (var i = 0; i < 6; i++) _first.Write($"{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Image(i));
        ImportFirst(new ImportOptions { Size = Size });
        for (var i = 6; i < 9; i++) _more.Write($"{i}.png", Image(i));

        Add();
        var info = await Catalog.FindAsync("parts-2");

        Assert.Equal((false, 6), (info.HasLabels, info.Given));
    }

    [Fact]
    public void Import_OfTestImagesWithoutLabelsIntoALabelledTestSplit_IsRefused()
    {
        for (var i = 0; i < 6; i++) _first.Write($"{(i < 3 ? "train" : "test")}/{(i % 2 == 0 ? "cat" : "dog")}/{i}.png", Image(i));
        ImportFirst(new ImportOptions { Size = Size });
        for (var i = 6; i < 9; i++) _more.Write($"{(i < 8 ? "train" : "test")}/{i}.png", Image(i));

        var error = Assert.Throws<InvalidDataException>(() => Add());

        Assert.Contains("The test images of 'parts' have labels and some that are added have none. Label all of them or none", error.Message, StringComparison.Ordinal);
    }

    private void ImportFirst(ImportOptions options) =>
        new DatasetImporter(TimeProvider.System).Import(_first.Path, Target("parts"), _first.Path, options);

    private ImportSummary Add(string into = "parts", string name = "parts-2") => new DatasetImporter(TimeProvider.System).Import(
        _more.Path, Target(name), _more.Path, new ImportOptions { Into = into }, earlier: Path.Combine(_store.Path, into));

    private string Target(string name) => Directory.CreateDirectory(Path.Combine(_store.Path, name)).FullName;

    private static byte[] Image(int seed) => PngEncoder.Encode(Bytes.Pattern(Size * Size, seed), new ImageShape(1, Size, Size));
}

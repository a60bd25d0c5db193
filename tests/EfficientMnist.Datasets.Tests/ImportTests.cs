using System.Buffers.Binary;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class ImportTests : IDisposable
{
    private const int Size = 8;

    private readonly TemporaryFolder _user = new();
    private readonly TemporaryFolder _store = new();

    public void Dispose()
    {
        _user.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void Options_Defaults_ArePinned() =>
        Assert.Equal(new ImportOptions { Size = 28, Channels = null, Fit = ImportFit.Pad, Background = null, Bits = null, WithoutLabels = false, Merge = ClassMerge.None, SkipBad = false }, new ImportOptions());

    [Theory]
    [InlineData(7, null, "8 to 224")]
    [InlineData(225, null, "8 to 224")]
    [InlineData(28, 2, "1 (grey) or 3 (colour)")]
    public void Options_OutOfRange_NameTheRange(int size, int? channels, string hint) => Assert.Contains(
        hint, Assert.Throws<RefusalException>(() => new ImportOptions { Size = size, Channels = channels }.Validated()).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Import_FlatFolder_IsAPoolInOrderOfPaths()
    {
        for (var i = 0; i < 12; i++) _user.Write($"{i:00}.png", Image(i));
        _user.Write("notes.txt", "not an image");

        var summary = Import();
        var (info, images) = await ReadAsync();

        Assert.Equal((1, "notes.txt"), (summary.Ignored, summary.Example));
        Assert.False(info.HasLabels);
        Assert.Equal(new ImportOptions { Size = Size, Channels = 1, Background = 255, Bits = 16 }, info.Import);
        Assert.Empty(info.ClassNames);
        Assert.Equal([DatasetSplit.Train], info.Splits);
        Assert.Equal(new ImageShape(1, Size, Size), info.Shape);
        Assert.Equal(Enumerable.Range(0, 12), Seeds(images));
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => Catalog.LoadLabelsAsync("mine", DatasetSplit.Train));
        Assert.Contains("human", error.Message, StringComparison.Ordinal);
        Assert.Contains("'test'", (await Assert.ThrowsAsync<FileNotFoundException>(() => Catalog.LoadImagesAsync("mine", DatasetSplit.Test))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    [InlineData("Train/")]
    [InlineData("download/pets/")]
    [InlineData("download/train/")]
    public async Task Import_ClassFolders_GiveLabelsThatTheIdsDoNot(string prefix)
    {
        for (var i = 0; i < 60; i++) _user.Write($"{prefix}{(i < 30 ? "cat" : "dog")}/{i}.PNG", Image(i));
        Import();
        var (info, images) = await ReadAsync();
        var labels = await Catalog.LoadLabelsAsync("mine", DatasetSplit.Train);

        Assert.Equal(["cat", "dog"], info.ClassNames);
        Assert.True(info.HasLabels);
        Assert.False(info.HasTestLabels);
        Assert.Equal(Seeds(images).Select(seed => seed < 30 ? 0 : 1), labels);
        Assert.InRange(labels[..30].Sum(), 8, 22);
    }

    [Fact]
    public async Task Import_TestFolder_IsTheTestSplit()
    {
        for (var i = 0; i < 6; i++) _user.Write($"train/{i % 2}/{i}.png", Image(i));
        for (var i = 6; i < 10; i++) _user.Write($"test/{i % 3}/{i}.png", Image(i));
        Import();
        var (info, _) = await ReadAsync();
        Assert.Equal([DatasetSplit.Train, DatasetSplit.Test], info.Splits);
        Assert.Equal(["0", "1", "2"], info.ClassNames);
        Assert.True(info.HasTestLabels);
        var test = await Catalog.LoadImagesAsync("mine", DatasetSplit.Test);
        Assert.Equal(Seeds(test).Select(seed => seed % 3), await Catalog.LoadLabelsAsync("mine", DatasetSplit.Test));
    }

    [Fact]
    public async Task Import_OnlyTheTestImagesLabelled_CanBeGradedButNotBought()
    {
        for (var i = 0; i < 6; i++) _user.Write($"{i}.png", Image(i));
        for (var i = 6; i < 10; i++) _user.Write($"test/{(i < 8 ? "a" : "b")}/{i}.png", Image(i));
        Import();
        var (info, images) = await ReadAsync();
        Assert.Equal(6, images.Count);
        Assert.False(info.HasLabels);
        Assert.True(info.HasTestLabels);
        Assert.Equal(["a", "b"], info.ClassNames);
    }

    [Fact]
    public async Task Import_LabelTable_IsRead()
    {
        for (var i = 0; i < 6; i++) _user.Write($"{i}.png", Image(i));
        _user.Write("labels.csv", "file,label\n" + string.Join('\n', Enumerable.Range(0, 6).Select(i => $"{i}.png,{(i < 2 ? "odd" : "even")}")));
        var summary = Import();
        var (info, images) = await ReadAsync();
        Assert.Equal(0, summary.Ignored);
        Assert.Equal(["even", "odd"], info.ClassNames);
        Assert.Equal(Seeds(images).Select(seed => seed < 2 ? 1 : 0), await Catalog.LoadLabelsAsync("mine", DatasetSplit.Train));
    }

    [Fact]
    public async Task Import_WithoutLabels_FoldersMeanNothing()
    {
        for (var i = 0; i < 9; i++) _user.Write($"day{i % 3}/{i}.png", Image(i));
        _user.Write("stray.png", Image(9));
        Import(new ImportOptions { Size = Size, WithoutLabels = true });
        var (info, images) = await ReadAsync();
        Assert.False(info.HasLabels);
        Assert.Equal(Enumerable.Range(0, 10), Seeds(images).Order());
    }

    [Theory]
    [InlineData("train/a/1.png,train/b/2.png,more/a/3.png", "more/a/3.png")]
    [InlineData("test/a.png,test/b.png", "at least 2")]
    [InlineData("one.png", "at least 2")]
    [InlineData("photo.heic", "JPEG")]
    public void Import_AmbiguousFolder_SaysWhatToDo(string files, string hint)
    {
        foreach (var file in files.Split(',')) _user.Write(file, Image(1));
        Assert.Contains(hint, Assert.Throws<InvalidDataException>(() => Import()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_DamagedImages_AreAllNamed()
    {
        for (var i = 0; i < 9; i++) _user.Write($"{i}.png", i is 3 or 7 ? Image(i)[..50] : Image(i));
        var error = Assert.Throws<InvalidDataException>(() => Import());
        Assert.Contains("'3.png' is truncated; '7.png' is truncated", error.Message, StringComparison.Ordinal);
        Assert.Contains("on_bad=skip", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Target, "dataset.json")));
    }

    [Fact]
    public void Import_ImageOfTooManyPixels_IsRefusedUnread()
    {
        _user.Write("0.png", Image(0));
        var bomb = Image(1);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 16_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 16_000);
        _user.Write("1.png", bomb);
        Assert.Contains("64 million", Assert.Throws<InvalidDataException>(() => Import()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Import_NoSuchFolder_NamesIt() => Assert.Contains(
        "nowhere", Assert.Throws<DirectoryNotFoundException>(() => new DatasetImporter(TimeProvider.System).Import("/nowhere", Target, "", new ImportOptions())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Import_ColourFilesOfGreyImages_StayGrey()
    {
        _user.Write("a.png", PngEncoder.Encode(Bytes.Pattern(64, 1), new ImageShape(1, 8, 8)));
        _user.Write("b.png", PngEncoder.Encode([.. Bytes.Pattern(64, 2), .. Bytes.Pattern(64, 2), .. Bytes.Pattern(64, 2)], new ImageShape(3, 8, 8)));
        Import();
        var (info, images) = await ReadAsync();
        Assert.Equal(1, info.Shape.Channels);
        Assert.Equal(Bytes.Pattern(64, 2), images[1].ToArray());
    }

    [Fact]
    public async Task Import_OneColourImage_MakesAllColour()
    {
        _user.Write("a.png", PngEncoder.Encode(Bytes.Pattern(64, 1), new ImageShape(1, 8, 8)));
        _user.Write("b.png", PngEncoder.Encode(Bytes.Pattern(192, 2), new ImageShape(3, 8, 8)));
        Import();
        var (info, images) = await ReadAsync();
        Assert.Equal(3, info.Shape.Channels);
        Assert.Equal([.. Bytes.Pattern(64, 1), .. Bytes.Pattern(64, 1), .. Bytes.Pattern(64, 1)], images[0].ToArray());
        Assert.Equal(Bytes.Pattern(192, 2), images[1].ToArray());
    }

    [Fact]
    public async Task Import_OneChannel_IsTheBrightness()
    {
        for (var i = 0; i < 2; i++)
            _user.Write($"{i}.png", PngEncoder.Encode([.. Enumerable.Repeat((byte)100, 64), .. Enumerable.Repeat((byte)200, 64), .. Enumerable.Repeat((byte)50, 64)], new ImageShape(3, 8, 8)));
        Import(new ImportOptions { Size = Size, Channels = 1 });
        var (_, images) = await ReadAsync();
        Assert.All(images[0].ToArray(), value => Assert.Equal(153, value));
    }

    [Fact]
    public async Task Import_ImagesOfManySizes_BecomeOne()
    {
        _user.Write("a.png", PngEncoder.Encode(Bytes.Pattern(64 * 64, 1), new ImageShape(1, 64, 64)));
        _user.Write("b.png", PngEncoder.Encode(Bytes.Pattern(3 * 5 * 3, 2), new ImageShape(3, 5, 3)));
        Import(new ImportOptions());
        var (info, images) = await ReadAsync();
        Assert.Equal(new ImageShape(3, 28, 28), info.Shape);
        Assert.Equal(2, images.Count);
    }

    [Theory]
    [InlineData(ImportFit.Pad)]
    [InlineData(ImportFit.Stretch)]
    public async Task ReadLike_AFileOfTheFolder_IsAsItWasImported(ImportFit fit)
    {
        var path = _user.Write("0.png", PngEncoder.Encode(Bytes.Pattern(3 * 31 * 17, 2), new ImageShape(3, 31, 17)));
        _user.Write("1.png", Image(1));
        Import(new ImportOptions { Size = Size, Fit = fit, Channels = 1 });
        var (info, images) = await ReadAsync();
        Assert.Equal(images[0].ToArray(), SingleImage.ReadLike(path, info.Import!));
    }

    [Fact]
    public async Task Stored_PixelsThatChanged_AreNoticed()
    {
        for (var i = 0; i < 3; i++) _user.Write($"{i}.png", Image(i));
        Import();
        var path = Path.Combine(Target, "train.pixels");
        var pixels = File.ReadAllBytes(path);
        pixels[5] ^= 1;
        File.WriteAllBytes(path, pixels);
        Assert.Contains(path, (await Assert.ThrowsAsync<InvalidDataException>(() => Catalog.LoadImagesAsync("mine", DatasetSplit.Train))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_LeftoversOfKilledImports_GoWithTime()
    {
        var store = new ImportStore(_store.Path);
        var staging = store.MakeStaging();
        store.Sweep(DateTimeOffset.UtcNow.AddHours(-1));
        Assert.True(Directory.Exists(staging));
        store.Sweep(DateTimeOffset.UtcNow.AddHours(1));
        Assert.False(Directory.Exists(staging));
    }

    private string Target => Directory.CreateDirectory(Path.Combine(_store.Path, "mine")).FullName;

    private DatasetCatalog Catalog => new(new DatasetOptions { Root = _user.Path, LocalRoot = _user.Path, CacheRoot = _user.Path, ImportRoot = _store.Path, AllowDownload = false });

    private ImportSummary Import(ImportOptions? options = null) =>
        new DatasetImporter(TimeProvider.System).Import(_user.Path, Target, "somewhere", options ?? new ImportOptions { Size = Size });

    private async Task<(DatasetInfo Info, ImageSet Images)> ReadAsync() =>
        (await Catalog.FindAsync("mine"), await Catalog.LoadImagesAsync("mine", DatasetSplit.Train));

    private static byte[] Image(int seed) => PngEncoder.Encode(Bytes.Pattern(Size * Size, seed), new ImageShape(1, Size, Size));

    /// <summary>The first byte of an image is the seed it was made from.</summary>
    private static List<int> Seeds(ImageSet images) => [.. Enumerable.Range(0, images.Count).Select(i => (int)images[i][0])];
}

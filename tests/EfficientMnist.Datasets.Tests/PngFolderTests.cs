using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class PngFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] Image(int seed, int channels = 1, int height = 4, int width = 6) =>
        PngEncoder.Encode(Bytes.Pattern(channels * height * width, seed), new ImageShape(channels, height, width));

    private static byte[] Pixels(int seed, int channels = 1) => Bytes.Pattern(channels * 24, seed);

    [Fact]
    public async Task FlatFolder_WithoutLabels_IsAPoolInOrderOfPaths()
    {
        for (var i = 0; i < 20; i++) _folder.Write($"cells/train/{i:00}.png", Image(i));
        _folder.Write("cells/train/notes.txt", "not an image");

        var info = await _folder.Catalog.FindAsync("cells");
        var images = await _folder.Catalog.LoadImagesAsync("cells", DatasetSplit.Train);

        Assert.False(info.HasLabels);
        Assert.Empty(info.ClassNames);
        Assert.Equal([DatasetSplit.Train], info.Splits);
        Assert.Equal(20, images.Count);
        for (var i = 0; i < 20; i++) Assert.Equal(Pixels(i), images[i].ToArray());
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.LoadLabelsAsync("cells", DatasetSplit.Train));
        Assert.Contains("human", error.Message, StringComparison.Ordinal);
        Assert.Contains("labels.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClassFolders_Labels_FollowTheImages()
    {
        for (var i = 0; i < 40; i++) _folder.Write($"pets/train/{(i < 20 ? "cat" : "dog")}/{i}.PNG", Image(i, channels: 3));
        _folder.Write("pets/test/emu/1.png", Image(99, channels: 3));

        var info = await _folder.Catalog.FindAsync("pets");
        var images = await _folder.Catalog.LoadImagesAsync("pets", DatasetSplit.Train);
        var labels = await _folder.Catalog.LoadLabelsAsync("pets", DatasetSplit.Train);

        Assert.Equal(["cat", "dog", "emu"], info.ClassNames);
        Assert.Equal(new ImageShape(3, 4, 6), info.Shape);
        for (var i = 0; i < 40; i++) Assert.Equal(Pixels(Seed(images, i), 3), images[i].ToArray());
        Assert.Equal(Enumerable.Range(0, 40).Select(i => Seed(images, i) < 20 ? 0 : 1), labels);
        Assert.Equal([2], await _folder.Catalog.LabelListAsync("pets", DatasetSplit.Test));
    }

    [Fact]
    public async Task ClassFolders_Ids_DoNotGiveTheClassAway()
    {
        for (var i = 0; i < 60; i++) _folder.Write($"pets/train/{(i < 30 ? "cat" : "dog")}/{i}.png", Image(i));
        var labels = await _folder.Catalog.LoadLabelsAsync("pets", DatasetSplit.Train);
        Assert.InRange(labels[..30].Sum(), 8, 22);
    }

    [Fact]
    public async Task LabelTable_NamesAndNumbers_AreRead()
    {
        for (var i = 0; i < 12; i++) _folder.Write($"digits/train/{i}.png", Image(i));
        _folder.Write("digits/train/labels.csv", "file,label\n" + string.Join("\n", Enumerable.Range(0, 12).Select(i => $"\"{i}.png\", {i}")) + "\n");

        var images = await _folder.Catalog.LoadImagesAsync("digits", DatasetSplit.Train);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), (await _folder.Catalog.FindAsync("digits")).ClassNames);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => Seed(images, i)), await _folder.Catalog.LabelListAsync("digits", DatasetSplit.Train));
    }

    [Fact]
    public async Task LabelTable_WithoutALineForAnImage_NamesIt()
    {
        _folder.Write("digits/train/1.png", Image(1));
        _folder.Write("digits/train/2.png", Image(2));
        var table = _folder.Write("digits/train/labels.csv", "1.png,one\n");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadLabelsAsync("digits", DatasetSplit.Train));
        Assert.Contains(table, error.Message, StringComparison.Ordinal);
        Assert.Contains("2.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_OfAnotherSize_AreNamedWithBothSizes()
    {
        for (var i = 0; i < 9; i++) _folder.Write($"cells/train/{i}.png", Image(i));
        var path = _folder.Write("cells/train/odd.png", Image(1, width: 7));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("cells", DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("1×4×7", error.Message, StringComparison.Ordinal);
        Assert.Contains("1×4×6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_GreyAmongColour_AreNamed()
    {
        _folder.Write("cells/train/a.png", Image(1, channels: 3));
        var path = _folder.Write("cells/test/b.png", Image(2));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("cells", DatasetSplit.Test));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Images_Damaged_AreNamed(bool first)
    {
        for (var i = 0; i < 5; i++) _folder.Write($"cells/train/{i}.png", Image(i));
        var path = _folder.Write(first ? "cells/train/0.png" : "cells/train/3.png", first ? "GIF89a"u8.ToArray() : Image(3)[..60]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("cells", DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("take it out", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestSplit_NotThere_IsNamed()
    {
        _folder.Write("cells/train/a.png", Image(1));
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.LoadImagesAsync("cells", DatasetSplit.Test));
        Assert.Contains(Path.Combine("cells", "test"), error.Message, StringComparison.Ordinal);
    }

    /// <summary>The first byte of an image is the seed it was made from.</summary>
    private static int Seed(ImageSet images, int index) => images[index][0];
}

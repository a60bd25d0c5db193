using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class IdxTests : IDisposable
{
    private const string TrainImages = $"{IdxFolder.Name}/train-images-idx3-ubyte";
    private const string TrainLabels = $"{IdxFolder.Name}/train-labels-idx1-ubyte";
    private readonly TemporaryFolder _folder = new();

    public IdxTests() => IdxFolder.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_PlainAndGzippedFiles_IsReadWhole()
    {
        var info = await _folder.Catalog.FindAsync(IdxFolder.Name);
        var train = await _folder.Catalog.LoadImagesAsync(IdxFolder.Name, DatasetSplit.Train);
        var test = await _folder.Catalog.LoadImagesAsync(IdxFolder.Name, DatasetSplit.Test);

        Assert.Equal(new ImageShape(1, 3, 5), info.Shape);
        Assert.Equal(["0", "1", "2"], info.ClassNames);
        Assert.Equal([DatasetSplit.Train, DatasetSplit.Test], info.Splits);
        Assert.True(info.HasLabels);
        Assert.Equal(IdxFolder.TrainPixels, train.Pixels.ToArray());
        Assert.Equal(4, test.Count);
        Assert.Equal([0, 2, 1, 2, 0, 1], await _folder.Catalog.LabelListAsync(IdxFolder.Name, DatasetSplit.Train));
    }

    [Fact]
    public async Task Folder_WithoutLabelFiles_IsAPoolWithoutLabels()
    {
        File.Delete(Path.Combine(_folder.Path, TrainLabels + ".gz"));
        var info = await _folder.Catalog.FindAsync(IdxFolder.Name);
        Assert.False(info.HasLabels);
        Assert.Empty(info.ClassNames);
        await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.LoadLabelsAsync(IdxFolder.Name, DatasetSplit.Train));
    }

    public static TheoryData<string, byte[], string> DamagedImages => new()
    {
        { "truncated", Bytes.Idx(IdxFolder.TrainPixels, 6, 3, 5)[..^1], "truncated: 1 bytes" },
        { "truncated inside the header", Bytes.Idx(IdxFolder.TrainPixels, 6, 3, 5)[..9], "truncated" },
        { "empty", [], "truncated" },
        { "more than announced", Bytes.Idx([.. IdxFolder.TrainPixels, 1], 6, 3, 5), "after the end" },
        { "labels in place of images", Bytes.Idx(IdxFolder.TrainLabels, 6), "starts with 00000801" },
        { "floats", [0, 0, 13, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], "starts with 00000d03" },
        { "negative size", Bytes.Idx([], -1, 3, 5), "size of -1" },
        { "huge sizes", Bytes.Idx([], int.MaxValue, int.MaxValue, int.MaxValue), "more than it can hold" },
    };

    [Theory]
    [MemberData(nameof(DamagedImages))]
    public async Task Images_Damaged_NameTheFileAndTheRemedy(string what, byte[] content, string complaint)
    {
        _ = what;
        var path = _folder.Write(TrainImages, content);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync(IdxFolder.Name, DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Contains("intact copy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Images_GzipDamaged_NameTheFileAndTheRemedy(bool truncated)
    {
        File.Delete(Path.Combine(_folder.Path, TrainImages));
        var content = Bytes.Gzip(Bytes.Idx(IdxFolder.TrainPixels, 6, 3, 5));
        if (truncated) content = content[..(content.Length / 2)];
        else content[content.Length / 2] ^= 0xFF;
        var path = _folder.Write(TrainImages + ".gz", content);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync(IdxFolder.Name, DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("intact copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_FewerThanImages_NameBothCounts()
    {
        var path = _folder.Write(TrainLabels + ".gz", Bytes.Gzip(Bytes.Idx([1, 2, 0, 1, 2], 5)));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadLabelsAsync(IdxFolder.Name, DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("5 labels for 6 images", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandardSet_OtherContent_IsRefusedByItsChecksum()
    {
        IdxFolder.Write(_folder, "mnist");
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("mnist", DatasetSplit.Train));
        Assert.Contains("6bbc9ace898e44ae57da46a324031adb", error.Message, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte", error.Message, StringComparison.Ordinal);

        var unchecked_ = new DatasetCatalog(_folder.Options with { VerifyChecksums = false });
        Assert.Equal(6, (await unchecked_.LoadImagesAsync("mnist", DatasetSplit.Train)).Count);
    }

    [Fact]
    public async Task StandardSet_LabelOutsideItsClasses_IsRefused()
    {
        IdxFolder.Write(_folder, "mnist");
        _folder.Write("mnist/t10k-labels-idx1-ubyte", Bytes.Idx([2, 10, 0, 1], 4));
        var unchecked_ = new DatasetCatalog(_folder.Options with { VerifyChecksums = false });
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => unchecked_.LoadLabelsAsync("mnist", DatasetSplit.Test));
        Assert.Contains("label 10, outside 0 … 9", error.Message, StringComparison.Ordinal);
    }
}

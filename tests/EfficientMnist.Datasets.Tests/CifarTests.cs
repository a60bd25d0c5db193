using System.Formats.Tar;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class CifarTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_PlainAndGzippedBatches_AreJoinedInNumberOrder()
    {
        _folder.Write("cifar-10/data_batch_10.bin", Bytes.Cifar(2, 30));
        _folder.Write("cifar-10/data_batch_2.bin.gz", Bytes.Gzip(Bytes.Cifar(3, 5)));
        _folder.Write("cifar-10/data_batch_1.bin", Bytes.Cifar(4, 0));
        _folder.Write("cifar-10/test_batch.bin", Bytes.Cifar(2, 7));

        var train = await _folder.Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Train);

        Assert.Equal(new ImageShape(3, 32, 32), train.Shape);
        Assert.Equal(9, train.Count);
        Assert.Equal(Bytes.Pattern(3072, 6), train[5].ToArray());
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 0, 1], await _folder.Catalog.LabelListAsync("cifar-10", DatasetSplit.Train));
        Assert.Equal([7, 8], await _folder.Catalog.LabelListAsync("cifar-10", DatasetSplit.Test));
    }

    [Fact]
    public async Task Archive_AsPublished_IsReadWithoutUnpacking()
    {
        using var archive = new MemoryStream();
        using (var tar = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("data_batch_2.bin", Bytes.Cifar(2, 5)), ("readme.html", "x"u8.ToArray()), ("test_batch.bin", Bytes.Cifar(1, 8)), ("data_batch_1.bin", Bytes.Cifar(2, 0)) })
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}") { DataStream = new MemoryStream(content) });
        }
        _folder.Write("cifar-10/cifar-10-binary.tar.gz", Bytes.Gzip(archive.ToArray()));

        var train = await _folder.Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Train);
        Assert.Equal(Bytes.Pattern(3072, 0), train[0].ToArray());
        Assert.Equal([0, 1, 5, 6], await _folder.Catalog.LabelListAsync("cifar-10", DatasetSplit.Train));
        Assert.Equal([8], await _folder.Catalog.LabelListAsync("cifar-10", DatasetSplit.Test));
    }

    [Fact]
    public async Task Archive_Truncated_NamesTheFile()
    {
        var content = Bytes.Gzip(Bytes.Cifar(30, 1));
        var path = _folder.Write("cifar-10/cifar-10-binary.tar.gz", content[..(content.Length / 2)]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_Truncated_NamesFileAndRecord()
    {
        var path = _folder.Write("cifar-10/data_batch_1.bin", Bytes.Cifar(3, 0)[..^10]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Train));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("record 2 has 3063 of 3073 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_OutOfRange_AreRefused()
    {
        _folder.Write("cifar-10/data_batch_1.bin", [.. Bytes.Cifar(1, 0), 10, .. new byte[3072]]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _folder.Catalog.LoadLabelsAsync("cifar-10", DatasetSplit.Train));
        Assert.Contains("label 10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestBatch_Missing_IsNamed()
    {
        _folder.Write("cifar-10/data_batch_1.bin", Bytes.Cifar(1, 0));
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() => _folder.Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Test));
        Assert.Contains("test_batch.bin", error.Message, StringComparison.Ordinal);
    }
}

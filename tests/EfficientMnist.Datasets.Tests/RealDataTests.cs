using System.Diagnostics;
using System.IO.Compression;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class RealDataTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    private DatasetCatalog Catalog => new(SharedData.Options(_cache.Path));

    [RealDataFact("fashion-mnist")]
    public async Task FashionMnist_AsPublished_IsReadInOrder()
    {
        var train = await Catalog.LoadImagesAsync("fashion-mnist", DatasetSplit.Train);
        var labels = await Catalog.LoadLabelsAsync("fashion-mnist", DatasetSplit.Train);
        var test = await Catalog.LoadImagesAsync("fashion-mnist", DatasetSplit.Test);

        Assert.Equal("2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012", train.ContentHash);
        Assert.Equal("c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a", test.ContentHash);
        Assert.Equal((60_000, 10_000), (train.Count, test.Count));
        // The first ten labels as Zalando publishes them.
        Assert.Equal([9, 0, 0, 3, 0, 2, 7, 2, 5, 5], labels[..10]);
        Assert.All(labels.CountBy(label => label), found => Assert.Equal(6_000, found.Value));
        Assert.Equal("Ankle boot", (await Catalog.FindAsync("fashion-mnist")).ClassNames[labels[0]]);
    }

    /// <summary>0.3 s on an idle machine. On a busy one only the comparison with the unpacking itself says something.</summary>
    [RealDataFact("fashion-mnist")]
    public async Task FashionMnist_Training_LoadsInLittleMoreThanItsUnpackingTakes()
    {
        var file = Path.Combine(SharedData.Root!, "fashion-mnist", "train-images-idx3-ubyte.gz");
        await Catalog.LoadImagesAsync("fashion-mnist", DatasetSplit.Test);
        TimeSpan unpack = TimeSpan.MaxValue, load = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var watch = Stopwatch.StartNew();
            await using (var content = new GZipStream(File.OpenRead(file), CompressionMode.Decompress)) await content.CopyToAsync(Stream.Null);
            unpack = Min(unpack, watch.Elapsed);
            watch.Restart();
            await Catalog.LoadImagesAsync("fashion-mnist", DatasetSplit.Train);
            load = Min(load, watch.Elapsed);
        }
        Assert.True(load < (unpack * 4) + TimeSpan.FromSeconds(0.5), $"load {load.TotalSeconds:0.00} s, unpack {unpack.TotalSeconds:0.00} s");
    }

    [RealDataFact("mnist")]
    public async Task Mnist_AsPublished_IsReadInOrder()
    {
        var labels = await Catalog.LoadLabelsAsync("mnist", DatasetSplit.Train);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], labels[..10]);
        Assert.Equal(60_000, (await Catalog.LoadImagesAsync("mnist", DatasetSplit.Train)).Count);
        Assert.Equal([7, 2, 1, 0, 4], (await Catalog.LabelListAsync("mnist", DatasetSplit.Test)).Take(5));
    }

    [RealDataFact("cifar-10")]
    public async Task Cifar10_HoweverManyBatchesAreThere_IsRead()
    {
        var train = await Catalog.LoadImagesAsync("cifar-10", DatasetSplit.Train);
        var labels = await Catalog.LoadLabelsAsync("cifar-10", DatasetSplit.Train);
        var test = await Catalog.LoadLabelsAsync("cifar-10", DatasetSplit.Test);

        Assert.Equal(labels.Length, train.Count);
        Assert.Equal(0, train.Count % 10_000);
        Assert.Equal(Enumerable.Range(0, 10), labels.Distinct().Order());
        Assert.All(test.CountBy(label => label), found => Assert.Equal(1_000, found.Value));
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}

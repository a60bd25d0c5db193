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
}

namespace EfficientMnist.Datasets.Tests;

public sealed class GlyphTests
{
    private static readonly DatasetCatalog Catalog = new(new DatasetOptions { AllowDownload = false });
    private static readonly Lazy<Task<ImageSet>> Train = new(() => Catalog.LoadImagesAsync("glyphs", DatasetSplit.Train));
    private static readonly Lazy<Task<ImageSet>> Test = new(() => Catalog.LoadImagesAsync("glyphs", DatasetSplit.Test));

    /// <summary>Whoever changes the drawing makes earlier results on glyphs incomparable, and should mean to.</summary>
    [Theory]
    [InlineData(DatasetSplit.Train, 8_000, "74575073aa40e308a479e40ef4398f1da951621d6a8a1e469a24ec0241392c14")]
    [InlineData(DatasetSplit.Test, 2_000, "0c7bc3626e721f9fcaa804da36d5a71c231a32e6b3043930b096e2d43d1b1d25")]
    public async Task Drawing_OnAnyMachine_GivesTheSameBytes(DatasetSplit split, int count, string hash)
    {
        var images = await (split == DatasetSplit.Train ? Train : Test).Value;
        Assert.Equal(count, images.Count);
        Assert.Equal(new ImageShape(1, 28, 28), images.Shape);
        Assert.Equal(hash, images.ContentHash);
    }

    [Fact]
    public async Task Images_OfAnotherNumber_AreAsManyAndAQuarterToTestWith()
    {
        var small = new DatasetCatalog(new DatasetOptions { AllowDownload = false, GlyphImages = 400 });
        Assert.Equal((400, 100), ((await small.LoadImagesAsync("glyphs", DatasetSplit.Train)).Count, (await small.LoadImagesAsync("glyphs", DatasetSplit.Test)).Count));
        Assert.All((await small.LoadLabelsAsync("glyphs", DatasetSplit.Train)).CountBy(label => label), found => Assert.Equal(40, found.Value));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(1_000_001)]
    public void Images_OfANumberOutOfRange_AreRefused(int images) =>
        Assert.Contains($"Datasets:GlyphImages is {images}; give 100 to 1000000.", Assert.Throws<ArgumentException>(() => new DatasetCatalog(new DatasetOptions { GlyphImages = images })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Classes_AreBalancedAndShuffled()
    {
        var labels = await Catalog.LoadLabelsAsync("glyphs", DatasetSplit.Train);
        Assert.All(labels.CountBy(label => label), found => Assert.Equal(800, found.Value));
        Assert.Equal(10, labels.Distinct().Count());
        Assert.InRange(labels.Zip(labels.Skip(1)).Count(pair => pair.First == pair.Second), 600, 1_000);
    }

    [Fact]
    public async Task Images_AreAllDifferent()
    {
        var images = await Train.Value;
        var distinct = Enumerable.Range(0, images.Count).Select(i => Convert.ToBase64String(images[i])).Distinct().Count();
        Assert.Equal(images.Count, distinct);
    }

    [Fact]
    public async Task Info_SaysThatItIsDrawn()
    {
        var info = await Catalog.FindAsync("glyphs");
        Assert.True(info.Synthetic);
        Assert.Equal(10, info.ClassNames.Distinct().Count());
        Assert.Equal("drawn by code", info.Source);
    }

    /// <summary>The classes must not be told apart by single pixels, or the set would say nothing about learning features.</summary>
    [Fact]
    public async Task NearestClassMean_OnRawPixels_IsPoor()
    {
        var (images, labels) = (await Train.Value, await Catalog.LoadLabelsAsync("glyphs", DatasetSplit.Train));
        var (test, truth) = (await Test.Value, await Catalog.LoadLabelsAsync("glyphs", DatasetSplit.Test));
        var means = Enumerable.Range(0, 10).Select(_ => new double[784]).ToArray();
        for (var i = 0; i < images.Count; i++)
        {
            var image = images[i];
            var mean = means[labels[i]];
            for (var p = 0; p < mean.Length; p++) mean[p] += image[p] / 800.0;
        }
        const int some = 1_000;
        var right = Enumerable.Range(0, some).Count(i => truth[i] == Enumerable.Range(0, 10).MinBy(c => Distance(test[i], means[c])));
        Assert.InRange(right / (double)some, 0.12, 0.5);
    }

    private static double Distance(ReadOnlySpan<byte> image, double[] mean)
    {
        var sum = 0.0;
        for (var p = 0; p < mean.Length; p++) sum += (image[p] - mean[p]) * (image[p] - mean[p]);
        return sum;
    }
}

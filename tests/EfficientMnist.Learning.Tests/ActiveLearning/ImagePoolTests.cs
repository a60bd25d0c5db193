using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

public sealed class ImagePoolTests
{
    private static readonly FeatureMatrix Latents = new([.. Enumerable.Range(0, 40).Select(i => (float)((i * 7) % 11))], 20, 2);

    [Theory]
    [InlineData("histograms+patches+latents", 3)]
    [InlineData("histograms+latents", 2)]
    [InlineData("histograms+patches", 2)]
    [InlineData("patches+latents", 2)]
    [InlineData("patches", 1)]
    [InlineData("latents", 1)]
    [InlineData("histograms", 1)]
    public void Views_OfAChoice_AreThoseAndOfOneSize(string choice, int views)
    {
        var images = TestImages.Create(20);

        var pool = ImagePool.Of(choice, ViewChoice.NeedsImages(choice) ? images : null, Latents);

        Assert.Equal((views, 20), (pool.Views.Count, pool.Count));
        Assert.Equal(choice == "latents", pool.Views.Pool.Columns == Latents.Columns);
        Assert.Same(Latents, pool.Latents);
        // So that a kernel's width suits any choice.
        Assert.Equal(2, Enumerable.Range(0, 20).Average(row => pool.Views.Pool.Select([row]).Values.ToArray().Sum(v => v * v)), 1e-3);
        Assert.Equal(pool.Views.Pool.Slice(0, 20).Values.ToArray(), pool.See(images, Latents).Values.ToArray());
    }

    [Theory]
    [InlineData("histograms+patches+latents", new[] { 1, 0.5, 0.5 })]
    [InlineData("histograms+latents", new[] { 4.0 / 3, 2.0 / 3 })]
    [InlineData("patches", new double[] { 2 })]
    public void Weights_OfAChoice_AreTwoTogether(string choice, double[] expected) => Assert.Equal(expected, ViewChoice.WeightsOf(choice));

    [Fact]
    public void Choices_OfViews_NeedAnEncoderWhereLatentsAreAmongThem() =>
        Assert.Equal(["latents", "histograms+latents", "patches+latents", "histograms+patches+latents"], ViewChoice.All.Where(ViewChoice.NeedsLatents));

    [Fact]
    public void Pool_WithoutAnEncoder_IsSeenThroughHistogramsAlone()
    {
        var images = TestImages.Create(20);

        var pool = ImagePool.Of(images);

        Assert.Equal(ImagePool.Of("histograms", images, Latents).Views.Pool.Slice(0, 20).Values.ToArray(), pool.Views.Pool.Slice(0, 20).Values.ToArray());
        Assert.Equal((20, 0), (pool.Latents.Rows, pool.Test.Rows));
    }

    [Theory]
    [InlineData("histograms+patches+latents")]
    [InlineData("histograms+patches")]
    [InlineData("latents")]
    public void Pool_InFiles_IsThatInMemoryToHalfAFloat(string choice)
    {
        using var folder = new TemporaryFolder();
        var images = ViewChoice.NeedsImages(choice) ? TestImages.Create(20) : null;
        var latents = ViewChoice.NeedsLatents(choice) ? Latents : null;
        var inMemory = ImagePool.Of(choice, images, latents).WithTest(images?.Slice(0, 3), latents?.Slice(0, 3));

        var inFiles = ImagePool.InFiles(choice, images, latents, folder.Path, CancellationToken.None).WithTest(images?.Slice(0, 3), latents?.Slice(0, 3));

        Assert.Equal((inMemory.Count, inMemory.Views.Count, inMemory.Latents.Columns), (inFiles.Count, inFiles.Views.Count, inFiles.Latents.Columns));
        RequireAlike(inMemory.Views.Pool, inFiles.Views.Pool, factor: 1);
        // Without latents strategies go by the first view, which is scaled there; none of them goes by the unit.
        RequireAlike(inMemory.Latents, inFiles.Latents, latents is null ? Largest(inMemory.Latents) / Largest(inFiles.Latents) : 1);
        Assert.Equal(inMemory.Test.Values.ToArray(), inFiles.Test.Values.ToArray());
        Assert.Empty(Directory.GetFiles(folder.Path));

        static void RequireAlike(FeatureRows expected, FeatureRows actual, float factor) =>
            Assert.Equal(expected.Slice(0, 20).Values.ToArray(), actual.Slice(0, 20).Values.ToArray(), (a, b) => Math.Abs(a - b * factor) <= 1e-3 * Math.Max(0.1, Math.Abs(a)));
        static float Largest(FeatureRows rows) => rows.Slice(0, 20).Values.ToArray().Max(Math.Abs);
    }

    [Fact]
    public void Pool_OfMoreImagesThanAreKeptInMemory_IsLearnedFromInFiles()
    {
        using var folder = new TemporaryFolder();
        const int count = FeatureRows.MostInMemory + 1;
        // Two classes, told apart by the sign of the first latent.
        var random = new Random(1);
        var latents = new FeatureMatrix([.. Enumerable.Range(0, count).SelectMany(i => new[] { i % 2 == 0 ? 1 : -1, random.NextSingle() })], count, 2);
        var pool = ImagePool.Of(ViewChoice.Latents, images: null, latents, folder.Path);
        var learner = new ActiveLearner(pool, new ActiveLearnerOptions { Classes = 2, Labels = 20, RoundSize = 10, ColdStart = new RandomStrategy(), Propagation = null });

        for (var round = 0; round < 2; round++)
            learner.Teach([.. learner.Query().Batch.Select(pick => new BoughtLabel(pick.Index, pick.Index % 2))]);

        Assert.IsType<StoredRows>(pool.Views.Pool);
        Assert.Equal([0, 1, 0, 1], learner.Probabilities([count - 1, 1, 50_000, 77_777]).ArgMax());
    }

    [Fact]
    public void Pool_WithTestImages_SeesThemAsItSeesItsOwn()
    {
        var images = TestImages.Create(20);

        var pool = ImagePool.Of(images, Latents).WithTest(images.Slice(5, 3), Latents.Select([5, 6, 7]));

        // Products of matrices are rounded otherwise with other numbers of rows.
        Assert.All(pool.Views.Pool.Select([5, 6, 7]).Values.ToArray().Zip(pool.Test.Values.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Theory]
    [InlineData("histograms+latents", true)]
    [InlineData("patches", true)]
    [InlineData("latents", false)]
    [InlineData("histograms", true)]
    public void Images_OfAChoice_AreNeededWhereTheyAreLookedAt(string choice, bool needed) => Assert.Equal(needed, ViewChoice.NeedsImages(choice));

    [Fact]
    public void Pool_OfWhatDoesNotFit_IsRefused()
    {
        var images = TestImages.Create(20);

        Assert.Contains("histograms, patches, latents, histograms+patches, histograms+latents, patches+latents, histograms+patches+latents", Assert.Throws<ArgumentException>(() => ImagePool.Of("colours", images, Latents)).Message, StringComparison.Ordinal);
        Assert.Contains("views=latents", Assert.Throws<ArgumentException>(() => ImagePool.Of("histograms+latents", null, Latents)).Message, StringComparison.Ordinal);
        Assert.Contains("views=histograms+patches", Assert.Throws<ArgumentException>(() => ImagePool.Of("histograms+latents", images, null)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImagePool.Of("histograms", images.Slice(0, 19), Latents));
        Assert.Throws<ArgumentException>(() => ImagePool.Of(images.Slice(0, 19), Latents));
    }
}

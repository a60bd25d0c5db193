using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;

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
        Assert.Equal(2, Enumerable.Range(0, 20).Average(row => pool.Views.Pool.Row(row).ToArray().Sum(v => v * v)), 1e-3);
        Assert.Equal(pool.Views.Pool.Values.ToArray(), pool.See(images, Latents).Values.ToArray());
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

        Assert.Equal(ImagePool.Of("histograms", images, Latents).Views.Pool.Values.ToArray(), pool.Views.Pool.Values.ToArray());
        Assert.Equal((20, 0), (pool.Latents.Rows, pool.Test.Rows));
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

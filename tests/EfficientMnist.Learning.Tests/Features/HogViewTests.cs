using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class HogViewTests
{
    private static readonly HogOptions Small = new() { Orientations = 4, CellSizes = [7], PixelPooling = 0 };

    [Fact]
    public void Compute_WithAllComponents_KeepsDistances()
    {
        var images = TestImages.Create(40);
        var plain = Hog.Compute(images, Small);
        var scaling = ViewScaling.Of(plain);

        var view = HogView.Of(images, Small, plain.Columns).Compute(images);

        Assert.Equal(plain.Columns, view.Columns);
        var scaled = scaling.Apply(plain);
        for (var i = 1; i < 40; i++)
            Assert.Equal(Distance(scaled, 0, i), Distance(view, 0, i), 1e-3);
    }

    [Fact]
    public void Compute_WithAFewComponents_IsTheBestOfTheirNumber()
    {
        var (images, _) = TestImages.Labelled(200);
        var columns = Hog.Compute(images, Small).Columns;

        double Kept(int dimensions) => HogView.Of(images, Small, dimensions).Compute(images).Values.ToArray().Sum(v => (double)v * v) / images.Count;

        // Of a mean square norm of 1, the more the more components; the first few hold more than their share.
        Assert.Equal(1, Kept(columns), 1e-3);
        Assert.InRange(Kept(8), 2 * 8.0 / columns, 0.9999);
        Assert.True(Kept(16) > Kept(8));
    }

    [Fact]
    public void Compute_OfSomeImages_IsThatOfAll()
    {
        var images = TestImages.Create(30);
        var view = HogView.Of(images, Small, 6);

        var all = view.Compute(images);
        var some = view.Compute(images.Select([7, 29]));

        Assert.Equal((2, 6), (some.Rows, some.Columns));
        // Matrix products of other sizes may sum in another order.
        for (var column = 0; column < 6; column++)
        {
            Assert.Equal(all[7, column], some[0, column], 1e-5f);
            Assert.Equal(all[29, column], some[1, column], 1e-5f);
        }
        Assert.Equal((0, 6), (view.Compute(images.Slice(0, 0)).Rows, view.Compute(images.Slice(0, 0)).Columns));
    }

    [Fact]
    public void Compute_OfMoreImagesThanGoAtOnce_IsThatOfEach()
    {
        var images = TestImages.Create(1_030);
        var view = HogView.Of(images, Small, 6);

        var all = view.Compute(images);

        foreach (var id in new[] { 0, 999, 1_000, 1_029 })
        {
            var alone = view.Compute(images.Slice(id, 1));
            for (var column = 0; column < 6; column++)
                Assert.Equal(alone[0, column], all[id, column], 1e-5f);
        }
    }

    private static double Distance(FeatureMatrix features, int one, int other)
    {
        var sum = 0.0;
        for (var column = 0; column < features.Columns; column++)
            sum += Math.Pow(features[one, column] - features[other, column], 2);
        return Math.Sqrt(sum);
    }
}

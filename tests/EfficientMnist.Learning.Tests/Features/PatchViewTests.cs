using EfficientMnist.Datasets;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class PatchViewTests
{
    private static readonly PatchOptions Few = new() { Centres = 12, Grid = 2 };

    [Theory]
    [InlineData(1, 28, 28)]
    [InlineData(3, 32, 32)]
    [InlineData(1, 12, 40)]
    [InlineData(2, 16, 70)]
    [InlineData(1, 12, 12)]
    public void Compute_OfImagesOfAnyShape_HasARowForEach(int channels, int height, int width)
    {
        var images = TestImages.Create(40, new ImageShape(channels, height, width));

        var view = PatchView.Of(images, Few, 7).Compute(images);

        Assert.Equal((40, 7), (view.Rows, view.Columns));
        Assert.All(view.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(view.Row(0).ToArray(), view.Row(1).ToArray());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Compute_OfImagesEnlarged_IsThatOfTheSmallOnes(int times)
    {
        var small = TestImages.Create(30);
        var large = TestImages.Enlarged(small, times);

        Assert.Equal(times, large.Shape.Magnification);
        var (expected, actual) = (PatchView.Of(small, Few, 7).Compute(small), PatchView.Of(large, Few, 7).Compute(large));
        Assert.All(expected.Values.ToArray().Zip(actual.Values.ToArray()), value => Assert.Equal(value.First, value.Second, 1e-3f));
    }

    [Fact]
    public void Compute_OfImagesSmallerThanAPatch_TakesThemWhole()
    {
        var random = new Random(1);
        var pixels = new byte[50 * 9];
        random.NextBytes(pixels);
        var images = new ImageSet(new ImageShape(1, 3, 3), pixels);

        var dictionary = new PatchDictionary(images, Few, CancellationToken.None);

        Assert.Equal(12, dictionary.Columns);
        Assert.Equal((50, 5), (PatchView.Of(images, Few, 5).Compute(images).Rows, PatchView.Of(images, Few, 5).Compute(images).Columns));
    }

    [Fact]
    public void Features_OfAnImage_StandForItsCells()
    {
        // Texture on the left, nothing on the right.
        var pixels = TestImages.Create(100).Pixels.ToArray();
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % 28 < 14 ? (byte)(pixels[i] / 2 + (i * 37 % 101)) : (byte)90;
        var images = new ImageSet(TestImages.Grey, pixels);
        var dictionary = new PatchDictionary(images, Few, CancellationToken.None);
        var features = new FeatureMatrix(100, dictionary.Columns);

        dictionary.Write(images, features, CancellationToken.None);

        Assert.Equal(2 * 2 * 12, features.Columns);
        Assert.All(features.Values.ToArray(), value => Assert.True(value >= 0));
        // In the left cells images differ; in the right ones only by patches that reach into the left.
        Assert.True(LeftOverRight(features) > 2, $"{LeftOverRight(features)}");
    }

    [Fact]
    public void Features_OfADarkerImage_AreThoseOfTheImage()
    {
        var images = TestImages.Create(60);
        var darker = new ImageSet(images.Shape, images.Pixels.ToArray().Select(p => (byte)(p / 2)).ToArray());
        var view = PatchView.Of(images, Few, 20);

        var (bright, dark) = (view.Compute(images), view.Compute(darker));

        for (var i = 1; i < 60; i++)
            Assert.True(Distance(bright, i, dark, i) < 0.3 * Distance(bright, 0, bright, i), $"image {i}");
    }

    [Fact]
    public void Compute_OfMoreImagesThanGoAtOnce_IsThatOfEach()
    {
        var images = TestImages.Create(1_030);
        var view = PatchView.Of(images, Few, 6);

        var all = view.Compute(images);

        Assert.Equal(all.Values.ToArray(), PatchView.Of(images, Few, 6).Compute(images).Values.ToArray());
        foreach (var id in new[] { 0, 61, 62, 999, 1_000, 1_029 })
        {
            var alone = view.Compute(images.Slice(id, 1));
            for (var column = 0; column < 6; column++)
                Assert.Equal(alone[0, column], all[id, column], 1e-4f);
        }
        Assert.Equal((0, 6), (view.Compute(images.Slice(0, 0)).Rows, view.Compute(images.Slice(0, 0)).Columns));
    }

    [Fact]
    public void Compute_OfShapesAtRandomPlaces_TellsThemApart()
    {
        var (images, labels) = TestImages.Labelled(600);
        var view = PatchView.Of(images, new PatchOptions { Centres = 48 }, 60).Compute(images);
        int[] known = [.. Enumerable.Range(0, 200)];

        var classifier = new KernelRidge(new KernelRidgeOptions()).Fit(ViewScaling.Of(view, 2).Apply(view).Select(known), labels[..200], 3);
        var predicted = classifier.Scores(ViewScaling.Of(view, 2).Apply(view).Select([.. Enumerable.Range(200, 400)])).ArgMax();

        Assert.True(Accuracy.Of(predicted, labels[200..]) > 0.9, $"{Accuracy.Of(predicted, labels[200..])}");
    }

    [Fact]
    public void Patches_OfWhatDoesNotFit_AreRefused()
    {
        var images = TestImages.Create(20);

        Assert.Equal("Side of patches is 1; it must be 2 to 16.", Assert.Throws<ArgumentException>(() => PatchView.Of(images, new PatchOptions { Side = 1 }, 5)).Message);
        Assert.Contains("2 to 4,096", Assert.Throws<ArgumentException>(() => PatchView.Of(images, new PatchOptions { Centres = 1 }, 5)).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 16", Assert.Throws<ArgumentException>(() => PatchView.Of(images, new PatchOptions { Grid = 0 }, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PatchView.Of(images.Slice(0, 0), Few, 5));
        Assert.Contains("1×28×28", Assert.Throws<ArgumentException>(() => PatchView.Of(images, Few, 5).Compute(TestImages.Create(5, new ImageShape(1, 30, 30)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OfPatches_AreThoseThatWereMeasured() => Assert.Equal(new PatchOptions { Side = 6, Centres = 192, Grid = 4 }, new PatchOptions());

    private static double LeftOverRight(FeatureMatrix features)
    {
        double Variation(int half) => Enumerable.Range(0, features.Columns).Where(c => c / 12 % 2 == half)
            .Sum(c => Enumerable.Range(1, features.Rows - 1).Sum(row => Math.Pow(features[row, c] - features[row - 1, c], 2)));
        return Variation(0) / Variation(1);
    }

    private static double Distance(FeatureMatrix a, int one, FeatureMatrix b, int other)
    {
        var sum = 0.0;
        for (var column = 0; column < a.Columns; column++)
            sum += Math.Pow(a[one, column] - b[other, column], 2);
        return Math.Sqrt(sum);
    }
}

using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class HogTests
{
    private static readonly HogOptions Plain = new() { Orientations = 4, Signed = false, Overlap = false };

    [Fact]
    public void Options_Defaults_ArePinned()
    {
        var options = new HogOptions();
        Assert.Equal(16, options.Orientations);
        Assert.True(options.Signed);
        Assert.True(options.Overlap);
        Assert.Equal([4], options.CellSizes);
        Assert.Equal(2, options.PixelPooling);
    }

    [Fact]
    public void Compute_OnDefaults_HasOverlappingCellsAndThePixels()
    {
        var features = Hog.Compute(TestImages.Create(3), new HogOptions());
        Assert.Equal(13 * 13 * 16 + 14 * 14, features.Columns);
        Assert.Equal(3, features.Rows);
    }

    [Fact]
    public void Compute_OfLargeImages_HasAsManyCellsAndPixelsLargerOnes()
    {
        var small = TestImages.Create(3);
        var (expected, actual) = (Hog.Compute(small, new HogOptions()), Hog.Compute(TestImages.Enlarged(small, 3), new HogOptions()));

        Assert.Equal(expected.Columns, actual.Columns);
        const int Cells = 13 * 13 * 16;
        Assert.All(expected.Row(1)[Cells..].ToArray().Zip(actual.Row(1)[Cells..].ToArray()), pixel => Assert.Equal(pixel.First, pixel.Second, 1e-5f));
    }

    [Fact]
    public void Compute_OfAnEdgeAndASlope_MatchesTheHandComputation()
    {
        // 4×4, dark on the left and bright on the right: a gradient of 1 across at the two columns in the middle.
        byte[] edge = [0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255];
        // Brighter by 51 from row to row: a gradient of 0.4 down inside, 0.2 at the top and bottom row.
        byte[] slope = [0, 0, 0, 0, 51, 51, 51, 51, 102, 102, 102, 102, 153, 153, 153, 153];
        var images = new ImageSet(new ImageShape(1, 4, 4), (byte[])[.. edge, .. slope]);

        var features = Hog.Compute(images, Plain with { CellSizes = [4], PixelPooling = 2 });

        Assert.Equal(8, features.Columns);
        // Bins at 0°, 45°, 90°, 135°; 8 pixels of length 1 point to 0°; norm √(64 + 0.01).
        AssertClose([8 / MathF.Sqrt(64.01f), 0, 0, 0, 0, 1, 0, 1], features.Row(0));
        // 8 pixels of 0.4 and 8 of 0.2 point to 90°.
        AssertClose([0, 0, 4.8f / MathF.Sqrt(4.8f * 4.8f + 0.01f), 0, 0.1f, 0.1f, 0.5f, 0.5f], features.Row(1));
    }

    [Fact]
    public void Compute_OfASlantedGradient_SplitsItBetweenNeighbouringBins()
    {
        // Rises by 2 a column and by 1 a row: 26.565°, i.e. 0.5903 bins of 45°.
        var ramp = new byte[9];
        for (var i = 0; i < 9; i++)
            ramp[i] = (byte)(20 * (i % 3) + 10 * (i / 3));
        var features = Hog.Compute(new ImageSet(new ImageShape(1, 3, 3), ramp), Plain with { CellSizes = [3], PixelPooling = 0 });

        // Interior gradient (40, 20), edges and corners halved along the axis cut off.
        double first = 0, second = 0, third = 0;
        foreach (var dx in (double[])[20, 40, 20])
        {
            foreach (var dy in (double[])[10, 20, 10])
            {
                var (length, position) = (Math.Sqrt(dx * dx + dy * dy) / 255, Math.Atan2(dy, dx) * 4 / Math.PI);
                first += position < 1 ? length * (1 - position) : 0;
                second += position < 1 ? length * position : length * (2 - position);
                third += position < 1 ? 0 : length * (position - 1);
            }
        }
        var norm = Math.Sqrt(first * first + second * second + third * third + 0.01);
        AssertClose([(float)(first / norm), (float)(second / norm), (float)(third / norm), 0], features.Row(0));
    }

    [Fact]
    public void Compute_Signed_TellsDarkToBrightFromBrightToDark()
    {
        byte[] rising = [0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255];
        byte[] falling = [.. rising.Select(p => (byte)(255 - p))];
        byte[] downward = [255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0];
        var images = new ImageSet(new ImageShape(1, 4, 4), (byte[])[.. rising, .. falling, .. downward]);

        var features = Hog.Compute(images, Plain with { Signed = true, CellSizes = [4], PixelPooling = 0 });

        // Bins at 0°, 90°, 180°, 270°; rows count downward, so darker below is 270°.
        var all = 8 / MathF.Sqrt(64.01f);
        AssertClose([all, 0, 0, 0], features.Row(0));
        AssertClose([0, 0, all, 0], features.Row(1));
        AssertClose([0, 0, 0, all], features.Row(2));
    }

    [Fact]
    public void Compute_WithOverlap_StepsHalfACell()
    {
        // One edge between the third and the fourth column of six: gradients of 1 in the two columns beside it.
        var pixels = new byte[36];
        for (var i = 0; i < 36; i++)
            pixels[i] = (byte)(i % 6 < 3 ? 0 : 255);

        var features = Hog.Compute(new ImageSet(new ImageShape(1, 6, 6), pixels), Plain with { Overlap = true, CellSizes = [2], PixelPooling = 0 });

        // Cells at columns 0, 1, 2, 3, 4 in each of five rows see 0, 2, 4, 2, 0 pixels of the edge.
        float[] seen = [0, 2, 4, 2, 0];
        Assert.Equal(5 * 5 * 4, features.Columns);
        for (var cell = 0; cell < 25; cell++)
            Assert.Equal(seen[cell % 5] / MathF.Sqrt(seen[cell % 5] * seen[cell % 5] + 0.01f), features.Row(0)[cell * 4], 1e-4f);
    }

    [Fact]
    public void Compute_OfColourImages_TakesTheMeanOfTheChannels()
    {
        var grey = TestImages.Create(2);
        var colour = new byte[2 * 3 * 784];
        for (var i = 0; i < 2; i++)
        {
            for (var channel = 0; channel < 3; channel++)
                grey[i].CopyTo(colour.AsSpan((i * 3 + channel) * 784));
        }
        var expected = Hog.Compute(grey, new HogOptions());
        AssertClose(expected.Values.ToArray(), Hog.Compute(new ImageSet(new ImageShape(3, 28, 28), colour), new HogOptions()).Values);
    }

    [Theory]
    [InlineData(1, 4, 2, "hog.orientations must be 2 to 32, not 1.")]
    [InlineData(8, 17, 2, "hog.cell_sizes must each be 2 to 16, not 17.")]
    [InlineData(8, 4, 99, "hog.pixel_pooling must be 0 to 16, not 99.")]
    public void Compute_WithABadOption_NamesTheRange(int orientations, int cell, int pooling, string message)
    {
        var options = new HogOptions { Orientations = orientations, CellSizes = [cell], PixelPooling = pooling };
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Hog.Compute(TestImages.Create(1), options)).Message);
    }

    [Fact]
    public void Compute_WithACellLargerThanTheImage_Fails() =>
        Assert.Throws<ArgumentException>(() => Hog.Compute(new ImageSet(new ImageShape(1, 3, 3), new byte[9]), new HogOptions()));

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}

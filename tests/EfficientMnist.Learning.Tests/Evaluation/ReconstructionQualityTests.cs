using EfficientMnist.Datasets;
using EfficientMnist.Learning.Evaluation;

namespace EfficientMnist.Learning.Tests.Evaluation;

public sealed class ReconstructionQualityTests
{
    [Fact]
    public void Of_EqualImages_IsPerfect()
    {
        var images = Slopes.Create(50);
        var quality = ReconstructionQuality.Of(images, images);
        Assert.Equal((0, 100), (quality.SquaredError, Math.Round(quality.Psnr, 2)));
        Assert.Equal(0, ReconstructionQuality.CountStuck(images, images));
        Assert.Equal(1, quality.Ssim, 1e-5);
    }

    [Fact]
    public void CountStuck_ImagesWithBlackDots_CountsThem()
    {
        var images = Slopes.Create(50);
        var dotted = images.Pixels.ToArray();
        for (var i = 0; i < images.Count; i++)
            dotted[i * images.Shape.Pixels + 30] = dotted[i * images.Shape.Pixels + 400] = 0;
        Assert.Equal(2, ReconstructionQuality.CountStuck(images, new ImageSet(images.Shape, dotted)));
    }

    [Fact]
    public void CountStuck_PixelsThatNeverVary_CountsNone()
    {
        // The border of these images is black in all of them, as are its reconstructions.
        var images = TestImages.Create(60);
        Assert.Equal(0, ReconstructionQuality.CountStuck(images, images));
        Assert.True(ReconstructionQuality.CountStuck(images, Slopes.Mean(images)) > 100);
    }

    [Fact]
    public void Of_ADifferenceOfTenGreyLevels_IsTheFormulas()
    {
        var shape = TestImages.Grey;
        var (dark, light) = (Enumerable.Repeat((byte)100, 2 * shape.Pixels).ToArray(), Enumerable.Repeat((byte)110, 2 * shape.Pixels).ToArray());
        var quality = ReconstructionQuality.Of(new ImageSet(shape, dark), new ImageSet(shape, light));
        Assert.Equal(Math.Pow(10 / 255.0, 2), quality.SquaredError, 1e-6);
        Assert.Equal(-20 * Math.Log10(10 / 255.0), quality.Psnr, 1e-3);
    }

    [Fact]
    public void Of_DifferentNumbersOfImages_Fails() =>
        Assert.Throws<ArgumentException>(() => ReconstructionQuality.Of(Slopes.Create(3), Slopes.Create(4)));
}

using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class ImageScalerTests
{
    [Fact]
    public void ToSquare_WholeFactor_IsTheMeanOfEachBlock()
    {
        byte[] image = [0, 10, 100, 100, 20, 30, 100, 104, 1, 1, 7, 7, 1, 1, 7, 9];
        Assert.Equal([15, 101, 1, 8], ImageScaler.ToSquare(image, new ImageShape(1, 4, 4), 2, ImportFit.Stretch));
    }

    [Fact]
    public void ToSquare_FractionalFactor_WeighsByArea()
    {
        // 3 columns → 2: the middle one goes half to either side. Rows alike.
        byte[] image = [90, 30, 0, 90, 30, 0, 90, 30, 0];
        Assert.Equal([70, 10, 70, 10], ImageScaler.ToSquare(image, new ImageShape(1, 3, 3), 2, ImportFit.Stretch));
    }

    [Fact]
    public void ToSquare_Enlarging_BlendsOnlyWhereItMust()
    {
        byte[] image = [0, 200, 0, 200];
        Assert.Equal([0, 100, 200, 0, 100, 200, 0, 100, 200], ImageScaler.ToSquare(image, new ImageShape(1, 2, 2), 3, ImportFit.Stretch));
    }

    [Fact]
    public void ToSquare_SameSize_IsTheSame()
    {
        var image = Bytes.Pattern(3 * 8 * 8, 5);
        Assert.Equal(image, ImageScaler.ToSquare(image, new ImageShape(3, 8, 8), 8, ImportFit.Pad));
    }

    [Fact]
    public void ToSquare_AnySize_KeepsTheMean()
    {
        var image = Bytes.Pattern(37 * 53, 3);
        var small = ImageScaler.ToSquare(image, new ImageShape(1, 37, 53), 11, ImportFit.Stretch);
        Assert.InRange(small.Average(v => (double)v) - image.Average(v => (double)v), -0.5, 0.5);
    }

    [Fact]
    public void ToSquare_OtherProportions_ArePaddedWithTheBorderOfEachChannel()
    {
        // Two rows of four columns; red is 10 all over, green 20, blue 30.
        byte[] image = [.. Enumerable.Repeat((byte)10, 8), .. Enumerable.Repeat((byte)20, 8), .. Enumerable.Repeat((byte)30, 8)];
        var padded = ImageScaler.ToSquare(image, new ImageShape(3, 2, 4), 4, ImportFit.Pad);
        Assert.Equal([.. Enumerable.Repeat((byte)10, 16), .. Enumerable.Repeat((byte)20, 16), .. Enumerable.Repeat((byte)30, 16)], padded);

        byte[] wide = [1, 2, 3, 4];
        Assert.Equal([3, 3, 3, 3, 1, 2, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3], ImageScaler.ToSquare(wide, new ImageShape(1, 1, 4), 4, ImportFit.Pad));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], ImageScaler.ToSquare(wide, new ImageShape(1, 1, 4), 4, ImportFit.Stretch));
    }
}

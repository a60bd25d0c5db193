using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Augmentation;

public sealed class WeakAugmentationTests
{
    private const int Count = 400;
    private static readonly ImageShape Shape = new(1, 28, 28);

    [Fact]
    public void Draw_WithoutACut_OnlyMirrorsAndShiftsByWholePixels()
    {
        using var scope = NewDisposeScope();
        // A pixel each, so that a view is known by where it went.
        var views = Views(Dots(), cut: 0);
        for (var i = 0; i < Count; i++)
        {
            var lit = views[i].nonzero();
            Assert.Equal(1, lit.shape[0]);
            Assert.Equal(1, views[i].max().item<float>(), 1e-4);
            Assert.InRange(lit[0, 1].item<long>(), 10 - 2, 10 + 2);
        }
    }

    [Fact]
    public void Draw_WithACutInHalf_BlackensASquareInAboutHalfOfTheViews()
    {
        using var scope = NewDisposeScope();
        var white = ones(Count, 1, 28, 28);
        var black = Views(white, cut: 0.5).narrow(2, 2, 24).narrow(3, 2, 24).eq(0).sum([1, 2, 3]).data<long>().ToArray();
        // A cut around a corner leaves little of itself, so that somewhat fewer than half show one.
        Assert.InRange(black.Count(pixels => pixels > 0), Count * 0.38, Count * 0.58);
        Assert.All(black, pixels => Assert.InRange(pixels, 0, 15 * 15));
    }

    private static Tensor Views(Tensor images, double cut)
    {
        var random = new Random(1);
        var weak = new WeakAugmentation(flip: 0.5, 2.0 / 28, Shape, cut);
        var parameters = new float[Count * ViewAugmentation.Columns];
        for (var i = 0; i < Count; i++)
            weak.Draw(random, parameters.AsSpan(i * ViewAugmentation.Columns, ViewAugmentation.Columns));
        return ViewAugmentation.Apply(images, tensor(parameters).view(Count, -1));
    }

    private static Tensor Dots()
    {
        var dots = zeros(Count, 1, 28, 28);
        dots.narrow(2, 10, 1).narrow(3, 10, 1).fill_(1);
        return dots;
    }
}

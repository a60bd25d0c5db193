using EfficientMnist.Learning.Augmentation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Augmentation;

public sealed class CropAugmentationTests
{
    private static readonly CropOptions Still = new() { SmallestCrop = 1, Aspect = 1, Flip = 0, JitterChance = 0, Jitter = 0, Grey = 0 };

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal(
        new CropOptions { SmallestCrop = 0.2, Aspect = 4.0 / 3, Flip = 0.5, JitterChance = 0.8, Jitter = 0.4, Grey = 0.2 },
        new CropOptions());

    [Fact]
    public void Apply_OfTheWholeImage_LeavesItAsItIs()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Values(Colours()), Values(Apply(Still)), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Apply_OfAFlip_MirrorsTheColumns()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Values(Colours().flip(3)), Values(Apply(Still with { Flip = 1 })), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Apply_WithoutColours_LeavesTheirMean()
    {
        using var scope = NewDisposeScope();
        var mean = Colours().mean([1], keepdim: true).expand(2, 3, 8, 8);
        Assert.Equal(Values(mean), Values(Apply(Still with { Grey = 1 })), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Draw_OfCrops_KeepsTheirAreaAndPlaceInsideTheImage()
    {
        using var scope = NewDisposeScope();
        var views = new CropAugmentation(new CropOptions()).Draw(new Random(1), 500);
        var areas = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            var view = views[i].data<float>().ToArray();
            var (width, height) = (Math.Abs(view[0]), view[4]);
            areas.Add(width * height);
            Assert.InRange(Math.Abs(view[2]) + width, 0, 1.00001);
            Assert.InRange(Math.Abs(view[5]) + height, 0, 1.00001);
            Assert.All(view[6..8], factor => Assert.InRange(factor, 0.6, 1.4));
        }
        Assert.InRange(areas.Min(), 0.199, 0.3);
        Assert.InRange(areas.Average(), 0.5, 0.65);
        Assert.InRange(Enumerable.Range(0, 500).Count(i => views[i][0].item<float>() < 0), 200, 300);
        Assert.Equal(Values(views), Values(new CropAugmentation(new CropOptions()).Draw(new Random(1), 500)));
    }

    private static Tensor Apply(CropOptions options) => CropAugmentation.Apply(Colours(), new CropAugmentation(options).Draw(new Random(1), 2));

    private static Tensor Colours() => arange(0, 2 * 3 * 8 * 8).to(ScalarType.Float32).view(2, 3, 8, 8) / 500 + 0.1;

    private static float[] Values(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}

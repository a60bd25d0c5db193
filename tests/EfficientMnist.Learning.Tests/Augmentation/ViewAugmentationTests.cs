using EfficientMnist.Learning.Augmentation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Augmentation;

public sealed class ViewAugmentationTests
{
    private static readonly ViewAugmentationOptions Still = new()
    {
        Flip = 0,
        Rotation = 0,
        Scale = 0,
        Shear = 0,
        Shift = 0,
        Gamma = 0,
        Brightness = 0,
        Blur = 0,
        SmallestCut = 0,
        LargestCut = 0,
    };

    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal(
        new ViewAugmentationOptions
        {
            Strength = 1,
            Flip = 0.5,
            Rotation = 20,
            Scale = 0.2,
            Shear = 0.2,
            Shift = 0.12,
            Gamma = 0.6,
            Brightness = 0.4,
            Blur = 0.3,
            SmallestCut = 6.0 / 28,
            LargestCut = 14.0 / 28,
        },
        new ViewAugmentationOptions());

    [Fact]
    public void Apply_AtStrengthZero_LeavesImagesAsTheyAre() =>
        AssertSame(Ramp(), Apply(Ramp(), new ViewAugmentationOptions { Strength = 0 }));

    [Fact]
    public void Apply_OfAFlip_MirrorsTheColumns()
    {
        var flipped = Apply(Ramp(), Still with { Flip = 1 });
        var expected = new float[16];
        for (var i = 0; i < 16; i++)
            expected[i] = Ramp()[i / 4 * 4 + 3 - i % 4];
        AssertSame(expected, flipped);
    }

    [Fact]
    public void Apply_OfABlur_WeighsNeighboursOneTwoOne()
    {
        var image = new float[16];
        image[5] = 0.8f; // row 1, column 1; the edge stays as it is
        var blurred = Apply(image, Still with { Blur = 1 });
        Assert.Equal(0.8f / 4, blurred[5], 1e-5f);
        Assert.Equal(0.8f / 8, blurred[6], 1e-5f);
        Assert.Equal(0.8f / 16, blurred[10], 1e-5f);
    }

    [Fact]
    public void Apply_OfACut_BlackensASquareAndNothingElse()
    {
        using var scope = NewDisposeScope();
        var augmentation = new ViewAugmentation(Still with { SmallestCut = 0.3, LargestCut = 0.3 });
        var views = ViewAugmentation.Apply(ones(200, 1, 20, 20), augmentation.Draw(new Random(1), 200));
        var black = views.eq(0).to(ScalarType.Float32).sum([1, 2, 3]).data<float>().ToArray();
        // 0.3 of 20 pixels is a square of 6, less where it hangs over the edge.
        Assert.Equal(36, black.Max());
        Assert.All(black, b => Assert.InRange(b, 4, 36));
        Assert.Equal(1, views.max().item<float>(), 1e-5f);
    }

    [Fact]
    public void Apply_OnDefaults_StaysWithinZeroAndOneAndRepeatsWithTheSeed()
    {
        using var scope = NewDisposeScope();
        var images = tensor(Enumerable.Range(0, 64 * 784).Select(i => i % 97 / 96f).ToArray()).view(64, 1, 28, 28);
        Tensor Views(int seed) => ViewAugmentation.Apply(images, new ViewAugmentation(new ViewAugmentationOptions()).Draw(new Random(seed), 64));
        var views = Views(3);
        Assert.True(views.min().item<float>() >= 0);
        Assert.True(views.max().item<float>() <= 1);
        Assert.True(Views(3).eq(views).all().item<bool>());
        Assert.False(Views(4).eq(views).all().item<bool>());
    }

    // 4×4, all different, none black.
    private static float[] Ramp() => [.. Enumerable.Range(1, 16).Select(i => i / 20f)];

    private static float[] Apply(float[] image, ViewAugmentationOptions options)
    {
        using var scope = NewDisposeScope();
        return ViewAugmentation.Apply(tensor(image).view(1, 1, 4, 4), new ViewAugmentation(options).Draw(new Random(1), 1)).contiguous().data<float>().ToArray();
    }

    private static void AssertSame(float[] expected, float[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-5f);
}

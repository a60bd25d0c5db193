using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Augmentation;

/// <summary>
/// Views that are flipped and shifted only, by whole pixels, so that a view is as sharp as its image; from some a square may
/// be cut out as well (Zhong et al., 2017, Random erasing data augmentation, arXiv 1708.04896).
/// </summary>
/// <param name="flip">Chance of a horizontal flip.</param>
/// <param name="shift">Largest shift either way, as a share of the side.</param>
/// <param name="shape">Of the images.</param>
/// <param name="cut">Chance of a square cut out.</param>
internal sealed class WeakAugmentation(double flip, double shift, ImageShape shape, double cut = 0)
{
    private static readonly ViewAugmentationOptions Standard = new();

    private readonly ViewAugmentation _views = new(new ViewAugmentationOptions
    {
        Flip = flip,
        Shift = shift,
        Rotation = 0,
        Scale = 0,
        Shear = 0,
        Gamma = 0,
        Brightness = 0,
        Blur = 0,
        SmallestCut = cut > 0 ? Standard.SmallestCut : 0,
        LargestCut = cut > 0 ? Standard.LargestCut : 0,
    });

    /// <summary>The parameters of one view, as <see cref="ViewAugmentation"/> draws them.</summary>
    public void Draw(Random random, Span<float> view)
    {
        _views.Draw(random, view);
        view[2] = WholePixels(view[2], shape.Width);
        view[5] = WholePixels(view[5], shape.Height);
        if (cut is > 0 and < 1 && random.NextDouble() >= cut)
            ViewAugmentation.LeaveWhole(view);
    }

    private static float WholePixels(float shift, int side) => MathF.Round(shift * side / 2) * 2 / side;
}

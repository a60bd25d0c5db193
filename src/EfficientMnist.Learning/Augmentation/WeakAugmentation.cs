using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Augmentation;

/// <summary>Views that are flipped and shifted only, by whole pixels, so that a view is as sharp as its image.</summary>
/// <param name="flip">Chance of a horizontal flip.</param>
/// <param name="shift">Largest shift either way, as a share of the side.</param>
/// <param name="shape">Of the images.</param>
internal sealed class WeakAugmentation(double flip, double shift, ImageShape shape)
{
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
        SmallestCut = 0,
        LargestCut = 0,
    });

    /// <summary>The parameters of one view, as <see cref="ViewAugmentation"/> draws them.</summary>
    public void Draw(Random random, Span<float> view)
    {
        _views.Draw(random, view);
        view[2] = WholePixels(view[2], shape.Width);
        view[5] = WholePixels(view[5], shape.Height);
    }

    private static float WholePixels(float shift, int side) => MathF.Round(shift * side / 2) * 2 / side;
}

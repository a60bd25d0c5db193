using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Layers;

/// <summary>The smallest images that a network can halve as often as it does.</summary>
internal static class SmallestImages
{
    private const int Side = 8;

    /// <exception cref="RefusalException">The images are smaller.</exception>
    public static void Check(string kind, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Math.Min(shape.Height, shape.Width) < Side)
            throw Refusal.Invalid($"encoder {kind} needs images of at least {Side}×{Side} pixels, not {shape}.");
    }
}

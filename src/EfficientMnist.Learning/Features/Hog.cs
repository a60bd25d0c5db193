using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>Histograms of oriented gradients.</summary>
public static class Hog
{
    public static FeatureMatrix Compute(ImageSet images, HogOptions options) =>
        throw new InvalidOperationException("Not connected yet.");
}

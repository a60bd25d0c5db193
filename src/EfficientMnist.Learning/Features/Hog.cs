using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs, 2005): for each cell, how much gradient points in each
/// direction, normalised per cell. A view of an image that needs no training and errs differently
/// from a network.
/// </summary>
public static class Hog
{
    /// <summary>
    /// Features of every image: for each cell size its grid of cells × orientations, then the averaged pixels
    /// in 0 … 1. Images of several channels are taken as their mean.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range, or a cell is larger than the image.</exception>
    public static FeatureMatrix Compute(ImageSet images, HogOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(options);
        var layout = new HogLayout(images.Shape, options.Validated());
        var features = new FeatureMatrix(images.Count, layout.Columns);
        Compute(images, layout, features, cancellationToken);
        return features;
    }

    /// <summary>Writes the features over a matrix of as many rows as there are images.</summary>
    internal static void Compute(ImageSet images, HogLayout layout, FeatureMatrix features, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        const int block = 256;
        Parallel.For(0, (images.Count + block - 1) / block, parallel, () => new HogWorkspace(layout), (part, _, workspace) =>
        {
            var end = Math.Min((part + 1) * block, images.Count);
            for (var i = part * block; i < end; i++)
                workspace.Compute(images[i], features.MutableRow(i));
            return workspace;
        }, _ => { });
    }
}

using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Gradient histograms (<see cref="Hog"/>) in the pool's leading principal components. A kernel on 512 of
/// 2,900 columns is hardly worse (0.1 points on images held back) for a sixth of the memory and of the time.
/// </summary>
public sealed class HogView
{
    private readonly PoolComponents _components;

    private HogView(PoolComponents components, HogLayout layout) => (_components, Layout) = (components, layout);

    internal PoolComponents Components => _components;

    internal HogLayout Layout { get; }

    /// <summary>Takes the statistics of at most 10,000 images, spread evenly over the pool. Labels play no part.</summary>
    /// <param name="pool">At least one image.</param>
    /// <param name="options">Of the histograms.</param>
    /// <param name="dimensions">Components to keep; all if there are no more.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a cell is larger than the image.</exception>
    public static HogView Of(ImageSet pool, HogOptions options, int dimensions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        var layout = new HogLayout(pool.Shape, options.Validated());
        return new HogView(new PoolComponents(pool, layout.Columns, (images, features, ct) => Hog.Compute(images, layout, features, ct), dimensions, cancellationToken), layout);
    }

    /// <summary>The view of any images of the pool's shape, one row each.</summary>
    public FeatureMatrix Compute(ImageSet images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _components.Compute(images, cancellationToken);
    }
}

using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>Images by the patches they are made of (<see cref="PatchDictionary"/>), in the pool's leading principal components.</summary>
public sealed class PatchView
{
    private readonly PoolComponents _components;

    private PatchView(PoolComponents components, PatchDictionary dictionary) => (_components, Dictionary) = (components, dictionary);

    internal PoolComponents Components => _components;

    internal PatchDictionary Dictionary { get; }

    /// <summary>Learns the patches and takes the statistics of at most 10,000 images, spread evenly over the pool. Labels play no part.</summary>
    /// <param name="pool">At least one image, of any size and number of channels.</param>
    /// <param name="options">Of the patches.</param>
    /// <param name="dimensions">Components to keep; all if there are no more.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="ArgumentException">There is no image, or an option is out of its range.</exception>
    public static PatchView Of(ImageSet pool, PatchOptions options, int dimensions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        if (pool.Count == 0)
            throw new ArgumentException("Patches are learned from at least one image.", nameof(pool));
        var dictionary = new PatchDictionary(pool, options, cancellationToken);
        return new PatchView(new PoolComponents(pool, dictionary.Columns, dictionary.Write, dimensions, cancellationToken), dictionary);
    }

    /// <summary>The view of any images of the pool's shape, one row each.</summary>
    /// <exception cref="ArgumentException">The images are of another shape.</exception>
    public FeatureMatrix Compute(ImageSet images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _components.Compute(images, cancellationToken);
    }
}

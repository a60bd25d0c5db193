using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Features of many columns in the pool's leading principal components. They are made of some images at a time: those of a
/// whole pool of 60,000 would be 700 MB.
/// </summary>
internal sealed class PoolComponents
{
    /// <summary>By how many images at most a pool is judged.</summary>
    public const int RowsForStatistics = 10_000;

    private const int RowsAtOnce = 1_000;

    private readonly int _columns;
    private readonly Action<ImageSet, FeatureMatrix, CancellationToken> _write;
    private readonly ViewScaling _scaling;
    private readonly PrincipalComponents _components;

    /// <summary>Takes the statistics of at most 10,000 images, spread evenly over the pool. Labels play no part.</summary>
    /// <param name="pool">At least one image.</param>
    /// <param name="columns">How many features an image has.</param>
    /// <param name="write">Writes the features of images over a matrix of as many rows.</param>
    /// <param name="dimensions">Components to keep; all if there are no more.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    public PoolComponents(ImageSet pool, int columns, Action<ImageSet, FeatureMatrix, CancellationToken> write, int dimensions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        (_columns, _write) = (columns, write);
        var images = Sample(pool);
        var sample = new FeatureMatrix(images.Count, columns);
        write(images, sample, cancellationToken);
        _scaling = ViewScaling.Of(sample);
        _scaling.Apply(sample, sample, 0);
        _components = PrincipalComponents.Of(sample, dimensions);
    }

    /// <summary>How the columns are scaled before they are projected.</summary>
    public ViewScaling Scaling => _scaling;

    /// <summary>The components, one a column: [columns, dimensions].</summary>
    public FeatureMatrix Directions => _components.Directions;

    /// <summary>At most so many images, spread evenly over the pool.</summary>
    public static ImageSet Sample(ImageSet pool, int most = RowsForStatistics) => pool.Select(EvenSample.Of(pool.Count, most));

    /// <summary>The components of any images of the pool's shape, one row each.</summary>
    public FeatureMatrix Compute(ImageSet images, CancellationToken cancellationToken)
    {
        var result = new FeatureMatrix(images.Count, _components.Count);
        FeatureMatrix? features = null;
        for (var start = 0; start < images.Count; start += RowsAtOnce)
        {
            var part = images.Slice(start, Math.Min(RowsAtOnce, images.Count - start));
            if (features?.Rows != part.Count)
                features = new FeatureMatrix(part.Count, _columns);
            _write(part, features, cancellationToken);
            _scaling.Apply(features, features, 0);
            _components.Project(features).Values.CopyTo(result.Array.AsSpan(start * result.Columns));
        }
        return result;
    }
}

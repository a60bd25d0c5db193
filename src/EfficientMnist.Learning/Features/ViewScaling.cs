namespace EfficientMnist.Learning.Features;

/// <summary>
/// Centres a view and scales it to a given mean square norm by the statistics of the pool, so that views of
/// different lengths and units weigh in a distance what they are meant to. Labels play no part.
/// </summary>
public sealed class ViewScaling
{
    private readonly float[] _mean;
    private readonly float _scale;

    private ViewScaling(float[] mean, float scale)
    {
        _mean = mean;
        _scale = scale;
    }

    /// <summary>The pool's mean of each column.</summary>
    internal float[] Mean => _mean;

    /// <summary>By what the centred columns are multiplied.</summary>
    internal float Scale => _scale;

    /// <summary>The scaling that centres <paramref name="pool"/> and gives its rows this mean square norm.</summary>
    public static ViewScaling Of(FeatureMatrix pool, double meanSquareNorm = 1)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(meanSquareNorm);
        if (pool.Rows == 0)
            throw new ArgumentException("A view is scaled by the statistics of at least one image.", nameof(pool));
        var sums = new double[pool.Columns];
        var squares = 0.0;
        for (var row = 0; row < pool.Rows; row++)
        {
            var values = pool.Row(row);
            for (var column = 0; column < values.Length; column++)
            {
                sums[column] += values[column];
                squares += (double)values[column] * values[column];
            }
        }
        var mean = sums.Select(s => s / pool.Rows).ToArray();
        var variance = squares / pool.Rows - mean.Sum(m => m * m);
        // A constant view carries nothing: it stays zero instead of being blown up to noise.
        var scale = variance > 1e-12 ? Math.Sqrt(meanSquareNorm / variance) : 0;
        return new ViewScaling([.. mean.Select(m => (float)m)], (float)scale);
    }

    /// <summary>Applies the pool's statistics to any images of the same view.</summary>
    public FeatureMatrix Apply(FeatureMatrix view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var scaled = new FeatureMatrix(view.Rows, view.Columns);
        Apply(view, scaled, 0);
        return scaled;
    }

    /// <summary>Writes the scaled view into columns of a matrix of as many rows, which may be the view itself.</summary>
    internal void Apply(FeatureMatrix view, FeatureMatrix target, int firstColumn)
    {
        if (view.Columns != _mean.Length)
            throw new ArgumentException($"The view has {view.Columns} columns, but the pool's had {_mean.Length}.", nameof(view));
        for (var row = 0; row < view.Rows; row++)
        {
            var from = view.Row(row);
            var to = target.MutableRow(row)[firstColumn..];
            for (var column = 0; column < from.Length; column++)
                to[column] = (from[column] - _mean[column]) * _scale;
        }
    }
}

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Several views of the same images (gradient histograms, latents …) as one matrix: each view scaled by the
/// pool's statistics (<see cref="ViewScaling"/>), then set side by side.
/// </summary>
public sealed class JointViews
{
    private readonly ViewScaling[] _scalings;
    private readonly double[] _weights;
    private readonly int[] _ends;

    private JointViews(ViewScaling[] scalings, double[] weights, int[] ends, FeatureRows pool)
    {
        (_scalings, _weights, _ends) = (scalings, weights, ends);
        Pool = pool;
    }

    /// <summary>How each view is scaled.</summary>
    internal IReadOnlyList<ViewScaling> Scalings => _scalings;

    /// <summary>How many views there are.</summary>
    public int Count => _scalings.Length;

    /// <summary>The pool's images in the joint space.</summary>
    public FeatureRows Pool { get; }

    /// <summary>Takes the statistics of the pool; give the views in the order in which <see cref="Transform"/> will get them.</summary>
    public static JointViews Of(params IReadOnlyList<FeatureMatrix> poolViews)
    {
        ArgumentNullException.ThrowIfNull(poolViews);
        return Weighted(poolViews, [.. poolViews.Select(_ => 1.0)]);
    }

    /// <summary>The same with views that weigh differently.</summary>
    /// <param name="poolViews">The pool's images, one matrix for each view.</param>
    /// <param name="weights">The mean square norm of each view in the joint space.</param>
    public static JointViews Weighted(IReadOnlyList<FeatureMatrix> poolViews, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(poolViews);
        ArgumentNullException.ThrowIfNull(weights);
        ViewScaling[] scalings = [.. poolViews.Zip(weights, ViewScaling.Of)];
        return new JointViews(scalings, [.. weights], Ends(poolViews), Join(scalings, poolViews));
    }

    /// <summary>The same of a pool whose views are made and kept some images at a time.</summary>
    /// <param name="sample">The views of images spread evenly over the pool, by whose statistics all are scaled.</param>
    /// <param name="weights">The mean square norm of each view in the joint space.</param>
    /// <param name="keep">Keeps the whole pool in the joint space, given what takes the views of some of its images there.</param>
    internal static JointViews Kept(IReadOnlyList<FeatureMatrix> sample, IReadOnlyList<double> weights, Func<Func<IReadOnlyList<FeatureMatrix>, FeatureMatrix>, FeatureRows> keep)
    {
        ViewScaling[] scalings = [.. sample.Zip(weights, ViewScaling.Of)];
        return new JointViews(scalings, [.. weights], Ends(sample), keep(views => Join(scalings, views)));
    }

    /// <summary>
    /// One view of images of the pool, with the mean square norm that all views have together, so that distances are as
    /// large as in the joint space and a kernel's γ suits both.
    /// </summary>
    public FeatureMatrix Alone(int view, IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, Count);
        var start = view == 0 ? 0 : _ends[view - 1];
        var alone = new FeatureMatrix(ids.Count, _ends[view] - start);
        var scale = (float)Math.Sqrt(_weights.Sum() / _weights[view]);
        var together = Pool.Select(ids);
        for (var row = 0; row < ids.Count; row++)
        {
            var from = together.Row(row)[start.._ends[view]];
            var to = alone.MutableRow(row);
            for (var column = 0; column < to.Length; column++)
                to[column] = from[column] * scale;
        }
        return alone;
    }

    /// <summary>These views and one more of the same images, as the last.</summary>
    public JointViews With(FeatureRows poolView)
    {
        ArgumentNullException.ThrowIfNull(poolView);
        var scaling = ViewScaling.Of(poolView as FeatureMatrix ?? poolView.Sample(PoolComponents.RowsForStatistics));
        FeatureRows scaled = poolView is FeatureMatrix view ? scaling.Apply(view) : new ScaledRows(poolView, scaling);
        return new JointViews([.. _scalings, scaling], [.. _weights, 1], [.. _ends, Pool.Columns + poolView.Columns], new SideBySide(Pool, scaled));
    }

    /// <summary>Other images (the test set, a user's own) in the joint space of the pool.</summary>
    public FeatureMatrix Transform(params IReadOnlyList<FeatureMatrix> views)
    {
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count != _scalings.Length)
            throw new ArgumentException($"{views.Count} views were given, but the pool has {_scalings.Length}.", nameof(views));
        return Join(_scalings, views);
    }

    private static int[] Ends(IReadOnlyList<FeatureMatrix> views)
    {
        var end = 0;
        return [.. views.Select(view => end += view.Columns)];
    }

    private static FeatureMatrix Join(ViewScaling[] scalings, IReadOnlyList<FeatureMatrix> views)
    {
        if (views.Count == 0)
            throw new ArgumentException("At least one view is needed.", nameof(views));
        if (views.Any(view => view.Rows != views[0].Rows))
            throw new ArgumentException($"The views have different numbers of rows: {string.Join(", ", views.Select(view => view.Rows))}.", nameof(views));
        // Straight into the joint matrix: copies of a pool's views are hundreds of megabytes.
        var joint = new FeatureMatrix(views[0].Rows, views.Sum(view => view.Columns));
        var column = 0;
        for (var i = 0; i < views.Count; i++)
        {
            scalings[i].Apply(views[i], joint, column);
            column += views[i].Columns;
        }
        return joint;
    }
}

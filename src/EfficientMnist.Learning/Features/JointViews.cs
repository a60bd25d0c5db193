namespace EfficientMnist.Learning.Features;

/// <summary>
/// Several views of the same images (gradient histograms, latents …) as one matrix: each view scaled by the
/// pool's statistics (<see cref="ViewScaling"/>), then set side by side.
/// </summary>
public sealed class JointViews
{
    private readonly ViewScaling[] _scalings;

    private JointViews(ViewScaling[] scalings, FeatureMatrix pool)
    {
        _scalings = scalings;
        Pool = pool;
    }

    /// <summary>The pool's images in the joint space.</summary>
    public FeatureMatrix Pool { get; }

    /// <summary>Takes the statistics of the pool; give the views in the order in which <see cref="Transform"/> will get them.</summary>
    public static JointViews Of(params IReadOnlyList<FeatureMatrix> poolViews)
    {
        ArgumentNullException.ThrowIfNull(poolViews);
        ViewScaling[] scalings = [.. poolViews.Select(ViewScaling.Of)];
        return new JointViews(scalings, Join(scalings, poolViews));
    }

    /// <summary>Other images (the test set, a user's own) in the joint space of the pool.</summary>
    public FeatureMatrix Transform(params IReadOnlyList<FeatureMatrix> views)
    {
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count != _scalings.Length)
            throw new ArgumentException($"{views.Count} views were given, but the pool has {_scalings.Length}.", nameof(views));
        return Join(_scalings, views);
    }

    private static FeatureMatrix Join(ViewScaling[] scalings, IReadOnlyList<FeatureMatrix> views) =>
        FeatureMatrix.Concat([.. views.Select((view, i) => scalings[i].Apply(view))]);
}

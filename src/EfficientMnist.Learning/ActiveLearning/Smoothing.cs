using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>A classifier's probabilities, smoothed over images that are alike.</summary>
internal sealed class Smoothing(PropagationOptions propagation, NeighbourhoodOptions neighbourhood, ImagePool pool)
{
    private readonly LabelPropagation _propagation = new(propagation);

    /// <summary>The smoothing that the options ask for; null where they ask for none.</summary>
    public static Smoothing? Of(ActiveLearnerOptions options, ImagePool pool) =>
        options.Propagation is { Alpha: > 0 } propagation ? new Smoothing(propagation, options.Neighbourhood, pool) : null;

    /// <summary>Smooths the probabilities of the pool, given those of the classifier [pool, classes].</summary>
    public FeatureMatrix Pool(FeatureMatrix probabilities, IReadOnlyList<BoughtLabel> labels) =>
        _propagation.Spread(probabilities, Alike.Pool.Pool, [.. labels.Select(l => l.Id)], [.. labels.Select(l => l.Label)]);

    /// <summary>Smooths the probabilities of the test images, given the pool's smoothed ones.</summary>
    public FeatureMatrix Test(FeatureMatrix probabilities, FeatureMatrix smoothedPool) => _propagation.Reach(probabilities, Alike.Test, smoothedPool);

    /// <summary>Smooths the probabilities of other images, given their views too.</summary>
    public FeatureMatrix Others(FeatureMatrix probabilities, FeatureMatrix views, FeatureMatrix smoothedPool) =>
        _propagation.Reach(probabilities, Alike.Pool.LinksOf(views), smoothedPool);

    /// <summary>How much an image believes its neighbours.</summary>
    public double Alpha => propagation.Alpha;

    /// <summary>Which images of the pool others are alike.</summary>
    public Neighbourhood Neighbours => Alike.Pool;

    private ImagePool.Alike Alike => pool.AlikeBy(neighbourhood, CancellationToken.None);
}

using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>A classifier's probabilities, smoothed over images that are alike.</summary>
internal sealed class Smoothing(PropagationChoice options, PoolNeighbours neighbours)
{
    private readonly LabelPropagation _propagation = options.Create();

    /// <summary>Of the pool.</summary>
    public FeatureMatrix Pool(FeatureMatrix probabilities, IReadOnlyList<BoughtLabel> labels) =>
        _propagation.Spread(probabilities, Found.Pool.Pool, [.. labels.Select(l => l.Id)], [.. labels.Select(l => l.Label)]);

    /// <summary>Of the test split, given the pool's smoothed ones.</summary>
    public FeatureMatrix Test(FeatureMatrix probabilities, FeatureMatrix pool) => _propagation.Reach(probabilities, Found.Test, pool);

    /// <summary>Of other images, given their views too.</summary>
    public FeatureMatrix Others(FeatureMatrix probabilities, FeatureMatrix views, FeatureMatrix pool) =>
        _propagation.Reach(probabilities, Found.Pool.LinksOf(views), pool);

    private PoolNeighbours.Found Found => neighbours.Of(options.Neighbourhood, CancellationToken.None);
}

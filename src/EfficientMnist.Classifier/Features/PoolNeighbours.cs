using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Classifier.Features;

/// <summary>Who is alike whom in a pool, found when first asked for: it takes longer than all rounds of a run together.</summary>
internal sealed class PoolNeighbours(FeatureMatrix pool, FeatureMatrix test)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NeighbourhoodOptions, Found> _found = [];

    public Found Of(NeighbourhoodOptions options, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_found.TryGetValue(options, out var found))
            {
                var neighbourhood = Neighbourhood.Of(pool, options, cancellationToken);
                _found[options] = found = new Found(neighbourhood, test.Rows == 0 ? new Links(options.Neighbours, [], []) : neighbourhood.LinksOf(test, cancellationToken));
            }
            return found;
        }
    }

    /// <param name="Pool">The pool's.</param>
    /// <param name="Test">The links of the test split to the pool.</param>
    internal sealed record Found(Neighbourhood Pool, Links Test);
}

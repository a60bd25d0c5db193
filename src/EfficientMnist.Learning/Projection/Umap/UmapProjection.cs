using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.Learning.Projection.Umap;

/// <summary>
/// UMAP (McInnes, Healy and Melville, arXiv 1802.03426): a fuzzy graph of nearest neighbours, laid out by stochastic
/// gradient descent with negative samples. Begins with the principal components, which keeps the large picture as well as
/// a spectral start does (Kobak and Linderman, Nature Biotechnology 39, 2021) and needs no connected graph. One thread
/// lays out, because several would make the picture depend on the moment.
/// </summary>
public sealed class UmapProjection(UmapOptions options) : IProjection
{
    private const int Axes = 2;
    private const float StartExtent = 10;
    private const float StartNoise = 1e-4f;

    private readonly UmapOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Validated();

    /// <inheritdoc/>
    public FeatureMatrix Project(FeatureMatrix features, long seed, IProgress<ProjectionStep>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Project(features, Axes, seed, progress, cancellationToken);
    }

    /// <summary>The same in any number of dimensions: [n, axes].</summary>
    internal FeatureMatrix Project(FeatureMatrix features, int axes, long seed, IProgress<ProjectionStep>? progress, CancellationToken cancellationToken)
    {
        var points = PcaProjection.Project(features, axes);
        var graph = FuzzyGraph.Of(NeighbourGraph.Of(features, _options.Neighbours - 1, progress, cancellationToken));
        Spread(points, seed);
        new UmapLayout(graph, AttractionCurve.Of(_options.MinDistance), _options.NegativeSamples).Run(points, seed, progress, cancellationToken);
        return points;
    }

    // Equal images would start, and stay, in the same place.
    private static void Spread(FeatureMatrix points, long seed)
    {
        var random = SeededRandom.Create(seed, "umap-start");
        for (var axis = 0; axis < points.Columns; axis++)
        {
            var values = Enumerable.Range(0, points.Rows).Select(row => points[row, axis]).ToArray();
            var (least, extent) = (values.Min(), values.Max() - values.Min());
            for (var row = 0; row < points.Rows; row++)
            {
                var place = extent > 0 ? (values[row] - least) / extent : 0.5f;
                points.MutableRow(row)[axis] = StartExtent * place + StartNoise * (2 * random.NextSingle() - 1);
            }
        }
    }
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection.Tsne;

/// <summary>
/// t-SNE (van der Maaten and Hinton, JMLR 9, 2008) with sparse affinities and the Barnes-Hut approximation
/// (arXiv 1301.3342), begun with the principal components and stepped as Belkina et al. advise (Nature Communications 10, 2019).
/// There is nothing random in it.
/// </summary>
public sealed class TsneProjection(TsneOptions options) : IProjection
{
    private const double StartDeviation = 1e-4;
    private const int NeighboursPerPerplexity = 3;

    private readonly TsneOptions _options = (options ?? throw new ArgumentNullException(nameof(options))).Validated();

    /// <inheritdoc/>
    public FeatureMatrix Project(FeatureMatrix features, long seed, IProgress<ProjectionStep>? progress = null, CancellationToken cancellationToken = default)
    {
        var points = new PcaProjection().Project(features, seed, progress, cancellationToken);
        var perplexity = Math.Max(1, Math.Min(_options.Perplexity, (features.Rows - 1) / (double)NeighboursPerPerplexity));
        var graph = NeighbourGraph.Of(features, (int)(NeighboursPerPerplexity * perplexity) + 1, progress, cancellationToken);
        Shrink(points);
        new TsneLayout(Affinities.Of(graph, perplexity), _options).Run(points, progress, cancellationToken);
        return points;
    }

    private static void Shrink(FeatureMatrix points)
    {
        var deviation = Math.Sqrt(Enumerable.Range(0, points.Rows).Average(row => (double)points[row, 0] * points[row, 0]));
        var scale = deviation > 0 ? (float)(StartDeviation / deviation) : 0;
        for (var row = 0; row < points.Rows; row++)
        {
            foreach (ref var value in points.MutableRow(row))
                value *= scale;
        }
    }
}

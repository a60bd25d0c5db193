using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection;

/// <summary>Draws features in two dimensions, for people to look at. Labels play no part.</summary>
public interface IProjection
{
    /// <summary>The rows in two dimensions; equal seeds give equal pictures on the same machine.</summary>
    /// <param name="features">[n, d], at least two rows.</param>
    /// <param name="seed">Of whatever is drawn at random.</param>
    /// <param name="progress">Told how far it is, from the calling thread.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>[n, 2].</returns>
    /// <exception cref="ArgumentException">Fewer than two rows.</exception>
    FeatureMatrix Project(FeatureMatrix features, long seed, IProgress<ProjectionStep>? progress = null, CancellationToken cancellationToken = default);
}

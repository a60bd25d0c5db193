using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Learning.Projection;

/// <summary>The exact nearest other rows of each row.</summary>
/// <param name="Count">k, neighbours of each row.</param>
/// <param name="Ids">Row-major [n, k], the nearest first.</param>
/// <param name="SquaredDistances">In the same order.</param>
internal sealed record NeighbourGraph(int Count, int[] Ids, float[] SquaredDistances)
{
    // More directions than these hold next to nothing of a distance between images, and cost as much as the others.
    private const int MostDimensions = 256;

    public int Rows => Ids.Length / Count;

    /// <param name="features">[n, d].</param>
    /// <param name="count">At most n − 1 are found.</param>
    /// <param name="progress">Told how far the search is.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static NeighbourGraph Of(FeatureMatrix features, int count, IProgress<ProjectionStep>? progress, CancellationToken cancellationToken)
    {
        // Distances are differences of norms; without the mean those are small, and what they lose by rounding is smaller.
        var centred = Centring.Of(features);
        if (centred.Columns > MostDimensions)
            centred = PrincipalComponents.Of(centred, MostDimensions).Project(centred);
        var found = Math.Min(count, features.Rows - 1);
        var (ids, distances) = NearestRows.Within(centred, found, cancellationToken, done => progress?.Report(new ProjectionStep(ProjectionStep.Neighbours, done)));
        return new NeighbourGraph(found, ids, distances);
    }
}

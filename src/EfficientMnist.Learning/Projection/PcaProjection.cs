using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection;

/// <summary>The two directions in which the features vary most (Pearson 1901). There is nothing random in it.</summary>
public sealed class PcaProjection : IProjection
{
    private const int Axes = 2;

    /// <inheritdoc/>
    public FeatureMatrix Project(FeatureMatrix features, long seed, IProgress<ProjectionStep>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Project(features, Axes);
    }

    /// <summary>The same in any number of dimensions; those that the features do not have are zero.</summary>
    internal static FeatureMatrix Project(FeatureMatrix features, int axes)
    {
        if (features.Rows < 2)
            throw Refusal.Invalid($"A projection needs at least 2 rows, not {features.Rows}.");
        var centred = Centring.Of(features);
        var points = PrincipalComponents.Of(centred, axes).Project(centred);
        var picture = new FeatureMatrix(points.Rows, axes);
        for (var axis = 0; axis < points.Columns; axis++)
        {
            // The components come in ascending order; which way they point is arbitrary, so the largest coordinate is made positive.
            var column = points.Columns - 1 - axis;
            var largest = Enumerable.Range(0, points.Rows).Select(row => points[row, column]).MaxBy(MathF.Abs);
            for (var row = 0; row < points.Rows; row++)
                picture.MutableRow(row)[axis] = points[row, column] * MathF.Sign(largest);
        }
        return picture;
    }

    /// <summary>Share of the features' variance that a picture of them holds, 0 … 1.</summary>
    public static double ExplainedVariance(FeatureMatrix features, FeatureMatrix picture)
    {
        var total = SumOfSquares(Centring.Of(features));
        return total == 0 ? 0 : SumOfSquares(Centring.Of(picture)) / total;
    }

    private static double SumOfSquares(FeatureMatrix matrix)
    {
        var sum = 0.0;
        foreach (var value in matrix.Values)
            sum += (double)value * value;
        return sum;
    }
}

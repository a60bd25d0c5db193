using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Propagation;

/// <summary>The directions in which a centred pool varies most.</summary>
internal sealed class PrincipalComponents
{
    // So many images tell the covariance of a thousand features well.
    private const int RowsForCovariance = 20_000;

    private readonly FeatureMatrix _directions;

    private PrincipalComponents(FeatureMatrix directions) => _directions = directions;

    /// <param name="pool">Centred features (<see cref="ViewScaling"/>), one row per image.</param>
    /// <param name="dimensions">Directions to keep; all if there are no more.</param>
    public static PrincipalComponents Of(FeatureMatrix pool, int dimensions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var stride = (pool.Rows + RowsForCovariance - 1) / RowsForCovariance;
        var rows = Enumerable.Range(0, pool.Rows).Where(row => row % stride == 0).ToArray();
        var x = pool.Select(rows).ToTensor();                                       // [n, d]
        var (_, vectors) = linalg.eigh(x.t().matmul(x) / rows.Length);              // ascending
        var kept = Math.Min(dimensions, pool.Columns);
        return new PrincipalComponents(vectors.narrow(1, pool.Columns - kept, kept).ToMatrix());
    }

    /// <summary>[n, d] → [n, dimensions].</summary>
    public FeatureMatrix Project(FeatureMatrix features)
    {
        using var scope = NewDisposeScope();
        var directions = _directions.ToTensor();
        return MatrixTensors.InParts(features, _directions.Columns, part => part.matmul(directions));
    }
}

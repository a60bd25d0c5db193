using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Features;

/// <summary>The directions in which a centred pool varies most.</summary>
internal sealed class PrincipalComponents
{
    // So many images tell the covariance of a few thousand features well.
    private const int RowsForCovariance = 10_000;
    private const int Oversampling = 32;
    private const int Iterations = 8;

    private readonly FeatureMatrix _directions;

    private PrincipalComponents(FeatureMatrix directions) => _directions = directions;

    /// <summary>How many directions there are.</summary>
    public int Count => _directions.Columns;

    /// <summary>The directions as columns, ascending by variance: [d, dimensions].</summary>
    public FeatureMatrix Directions => _directions;

    /// <param name="pool">Centred features (<see cref="ViewScaling"/>), one row per image.</param>
    /// <param name="dimensions">Directions to keep; all if there are no more.</param>
    public static PrincipalComponents Of(FeatureRows pool, int dimensions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sample = pool.Sample(RowsForCovariance);
        var x = sample.ToTensor();                                                                         // [n, d]
        var kept = Math.Min(dimensions, pool.Columns);
        var few = kept + Oversampling;
        return new PrincipalComponents((sample.Rows <= few && few < pool.Columns ? OfFewRows(x, kept) : Leading(x.t().matmul(x) / sample.Rows, kept)).ToMatrix());
    }

    // Each direction is a combination of the rows, so the eigenvectors of their inner products tell all that have a variance,
    // in milliseconds where the features are thousands; the others are zero.
    private static Tensor OfFewRows(Tensor x, int kept)
    {
        var rows = x.to(float64);                                                   // [n, d]
        var (squares, combinations) = linalg.eigh(rows.matmul(rows.t()));           // ascending: [n], [n, n]
        var lengths = where(squares.gt(1e-10 * squares.max()), squares, double.PositiveInfinity).sqrt();
        var directions = rows.t().matmul(combinations / lengths).to(float32);       // [d, n]
        var found = Math.Min(kept, directions.shape[1]);
        return cat([zeros(directions.shape[0], kept - found), directions.narrow(1, directions.shape[1] - found, found)], 1);
    }

    // The eigenvectors of the largest eigenvalues, ascending: exactly where there are few, else by subspace iteration
    // (Halko et al., 2011, arXiv 0909.4061), which takes seconds where the whole decomposition takes minutes.
    private static Tensor Leading(Tensor covariance, int kept)
    {
        var columns = covariance.shape[0];
        if (columns <= kept + Oversampling)
            return linalg.eigh(covariance).Item2.narrow(1, columns - kept, kept);
        var random = SeededRandom.Create(0, "principal components");
        float[] start = [.. Enumerable.Range(0, (int)columns * (kept + Oversampling)).Select(_ => random.NextSingle() - 0.5f)];
        var basis = TorchMemory.Of(start, columns, kept + Oversampling);
        for (var i = 0; i < Iterations; i++)
            basis = linalg.qr(covariance.matmul(basis)).Q;
        var (_, within) = linalg.eigh(basis.t().matmul(covariance).matmul(basis));
        return basis.matmul(within.narrow(1, Oversampling, kept));
    }

    /// <summary>[n, d] → [n, dimensions].</summary>
    public FeatureMatrix Project(FeatureRows features)
    {
        using var scope = NewDisposeScope();
        var directions = _directions.ToTensor();
        return MatrixTensors.InParts(features, _directions.Columns, part => part.matmul(directions));
    }
}

using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The posterior covariance C(x, y) = k(x, y) − k(x, L)·(K + ridge·I)⁻¹·k(L, y) of a Gaussian process among some images, given
/// those with a label, L. A label more is a rank-one step: C(x, y) − C(x, z)·C(z, y) / (C(z, z) + ridge). Double precision.
/// </summary>
internal sealed class PosteriorCovariance : IDisposable
{
    private readonly KernelSpace _space;
    private readonly Tensor _points;        // [n, d]
    private readonly Tensor _factor;        // [labels, n], of which the first _labels rows count: C = K − factorᵀ·factor
    private int _labels;

    /// <param name="space">The process.</param>
    /// <param name="images">The images among which the covariance is asked for.</param>
    /// <param name="labelled">The images with a label.</param>
    /// <param name="more">How many labels more there will be at most.</param>
    public PosteriorCovariance(KernelSpace space, IReadOnlyList<int> images, IReadOnlyList<int> labelled, int more)
    {
        _space = space;
        _points = space.Rows(images);
        _factor = empty(labelled.Count + more, images.Count, float64);
        Variances = ones(images.Count, float64);
        if (labelled.Count == 0)
            return;
        using var scope = NewDisposeScope();
        var known = space.Rows(labelled);
        // Of near duplicates the kernel is almost singular.
        var kernel = space.Kernel(known.to(float64), known.to(float64));
        kernel.diagonal().fill_(1 + space.Ridge);
        Append(linalg.solve_triangular(linalg.cholesky(kernel), space.Kernel(known, _points), upper: false));
    }

    /// <summary>C(x, x) of every image, [n].</summary>
    public Tensor Variances { get; }

    /// <summary>C(x, y) of images by their place among those given, [rows, columns]; the caller owns it.</summary>
    public Tensor Between(Range rows, Range columns)
    {
        using var scope = NewDisposeScope();
        var count = (int)_points.shape[0];
        var (row, height) = rows.GetOffsetAndLength(count);
        var (column, width) = columns.GetOffsetAndLength(count);
        var known = _factor.narrow(0, 0, _labels);
        return _space.Kernel(_points.narrow(0, row, height), _points.narrow(0, column, width))
            .sub_(known.narrow(1, row, height).t().matmul(known.narrow(1, column, width)))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Gives the image at this place a label.</summary>
    /// <returns>C(z, ·) / √(C(z, z) + ridge) before it, [n], whose outer product is what the covariance loses; the caller owns it.</returns>
    public Tensor Label(int place)
    {
        using var scope = NewDisposeScope();
        var column = Between(place..(place + 1), ..);                                                  // [1, n]
        var factor = column / Math.Sqrt(column[0, place].item<double>() + _space.Ridge);
        Append(factor);
        return factor.squeeze(0).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _points.Dispose();
        _factor.Dispose();
        Variances.Dispose();
    }

    private void Append(Tensor rows)
    {
        using var scope = NewDisposeScope();
        _factor.narrow(0, _labels, rows.shape[0]).copy_(rows);
        _labels += (int)rows.shape[0];
        // Never below 0 but for rounding.
        Variances.sub_((rows * rows).sum(dim: 0)).clamp_min_(0);
    }
}

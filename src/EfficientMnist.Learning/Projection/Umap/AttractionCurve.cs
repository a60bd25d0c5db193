namespace EfficientMnist.Learning.Projection.Umap;

/// <summary>How near two points are in the picture: 1 / (1 + a·d^2b), fitted to 1 up to the least distance and exp(−(d − least)) beyond.</summary>
/// <param name="A">a.</param>
/// <param name="B">b.</param>
internal readonly record struct AttractionCurve(double A, double B)
{
    private const int Samples = 300;
    private const double Extent = 3;
    private const int MostSteps = 200;

    /// <summary>Least squares by Levenberg and Marquardt's method, on 300 distances from 0 to 3 as umap-learn does.</summary>
    public static AttractionCurve Of(double minDistance)
    {
        var curve = new AttractionCurve(1, 1);
        var damping = 1e-3;
        for (var step = 0; step < MostSteps; step++)
        {
            var (error, aa, ab, bb, ga, gb) = Normal(curve, minDistance);
            var determinant = aa * (1 + damping) * bb * (1 + damping) - ab * ab;
            var next = new AttractionCurve(
                curve.A - (bb * (1 + damping) * ga - ab * gb) / determinant, curve.B - (aa * (1 + damping) * gb - ab * ga) / determinant);
            if (next is { A: > 0, B: > 0 } && Normal(next, minDistance).Error < error)
                (curve, damping) = (next, damping / 3);
            else
                damping *= 3;
        }
        return curve;
    }

    // Sum of squared errors, JᵀJ and Jᵀr.
    private static (double Error, double AA, double AB, double BB, double GA, double GB) Normal(AttractionCurve curve, double minDistance)
    {
        var (error, aa, ab, bb, ga, gb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < Samples; i++)
        {
            var d = i * Extent / (Samples - 1);
            var power = Math.Pow(d, 2 * curve.B);
            var value = 1 / (1 + curve.A * power);
            var residual = value - (d < minDistance ? 1 : Math.Exp(minDistance - d));
            var byA = -power * value * value;
            var byB = d == 0 ? 0 : -2 * curve.A * power * Math.Log(d) * value * value;
            error += residual * residual;
            (aa, ab, bb) = (aa + byA * byA, ab + byA * byB, bb + byB * byB);
            (ga, gb) = (ga + byA * residual, gb + byB * residual);
        }
        return (error, aa, ab, bb, ga, gb);
    }
}

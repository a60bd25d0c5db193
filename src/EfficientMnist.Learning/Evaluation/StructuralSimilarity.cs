using EfficientMnist.Learning.Devices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Evaluation;

/// <summary>
/// Structural similarity of images (SSIM; Wang, Bovik, Sheikh and Simoncelli, 2004): with means μ, variances σ² and the
/// covariance σₐᵦ under a Gaussian window of 11×11 pixels and deviation 1.5 at every place where it lies inside the image
/// <code>
/// SSIM = (2·μₐ·μᵦ + c₁)·(2·σₐᵦ + c₂) / ((μₐ² + μᵦ² + c₁)·(σₐ² + σᵦ² + c₂)),  c₁ = 0.01², c₂ = 0.03²
/// </code>
/// averaged over places and channels: 1 for equal images, about 0 for unrelated ones. On smaller images the window has the
/// largest odd side that fits.
/// </summary>
public static class StructuralSimilarity
{
    private const long LargestWindow = 11;
    private const double Deviation = 1.5;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;

    /// <summary>Pixels in 0 … 1, each float32 [n, C, H, W] → the similarity of each pair, [n]; differentiable.</summary>
    public static Tensor Of(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var means = Blur(cat([a, b, a * a, b * b, a * b])).chunk(5);                // each [n, C, W', H']
        var (meanA, meanB) = (means[0], means[1]);
        var product = meanA * meanB;
        var squares = meanA * meanA + meanB * meanB;
        var variances = means[2] + means[3] - squares;
        var covariance = means[4] - product;
        var similarity = (2 * product + C1) * (2 * covariance + C2) / ((squares + C1) * (variances + C2));
        return similarity.mean([1, 2, 3]);
    }

    // The window is a product of one along each axis, and each of these a matrix product: [n, C, H, W] → [n, C, W', H'].
    private static Tensor Blur(Tensor x)
    {
        var (height, width) = (x.shape[2], x.shape[3]);
        var window = Math.Min(LargestWindow, Math.Min(height, width));
        window -= 1 - window % 2;
        return x.matmul(Windows(width, window, x)).transpose(2, 3).matmul(Windows(height, window, x));
    }

    // A column for each place of the window along a side: [side, side − window + 1].
    private static Tensor Windows(long side, long window, Tensor like)
    {
        var weights = new double[window];
        for (var i = 0; i < window; i++)
            weights[i] = Math.Exp(-Math.Pow((i - window / 2) / Deviation, 2) / 2);
        var sum = weights.Sum();
        var places = side - window + 1;
        var values = new float[side * places];
        for (var place = 0L; place < places; place++)
        {
            for (var i = 0L; i < window; i++)
                values[(place + i) * places + place] = (float)(weights[i] / sum);
        }
        return TorchMemory.Of(values, side, places).to(like.dtype).to(like.device);
    }
}

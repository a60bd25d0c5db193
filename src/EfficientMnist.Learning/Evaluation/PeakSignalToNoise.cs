using static TorchSharp.torch;

namespace EfficientMnist.Learning.Evaluation;

/// <summary>Peak signal-to-noise ratio, −10·log₁₀ of the mean squared difference of pixels in 0 … 1, in decibels.</summary>
public static class PeakSignalToNoise
{
    /// <summary>What equal images are said to have, whose ratio is infinite.</summary>
    public const double Highest = 100;

    /// <summary>Pixels in 0 … 1, each float32 [n, C, H, W] → the ratio of each pair in decibels, [n].</summary>
    public static Tensor Of(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var error = (a - b).square().mean([1, 2, 3]).clamp_min(Math.Pow(10, -Highest / 10));
        return error.log() * (-10 / Math.Log(10));
    }
}

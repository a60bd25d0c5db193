using EfficientMnist.Learning.Evaluation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>
/// How far a drawn image is from its original, as a sum over its P pixels and channels, which is the scale in which the
/// divergence of latents is counted:
/// <list type="bullet">
/// <item><c>bce</c>: Σ −x·log y − (1 − x)·log(1 − y), pixels taken as probabilities. With <c>kl=1</c> it makes the evidence lower bound.</item>
/// <item><c>mse</c>: Σ (x − y)². With <c>kl=β</c> it makes the bound for Gaussian pixels of variance β/2.</item>
/// <item><c>ssim</c>: P·(1 − SSIM), <see cref="StructuralSimilarity"/>.</item>
/// </list>
/// </summary>
internal static class ReconstructionLoss
{
    public const string Bce = "bce", Mse = "mse", Ssim = "ssim";

    /// <param name="kind">One of the constants.</param>
    /// <param name="logits">Of the drawn pixels, float32 [n, C, H, W].</param>
    /// <param name="images">The originals in 0 … 1, float32 [n, C, H, W].</param>
    /// <returns>One sum for each image, [n].</returns>
    public static Tensor Of(string kind, Tensor logits, Tensor images) => kind switch
    {
        Bce => nn.functional.binary_cross_entropy_with_logits(logits, images, reduction: nn.Reduction.None).sum([1, 2, 3]),
        Mse => (logits.sigmoid() - images).square().sum([1, 2, 3]),
        Ssim => (1 - StructuralSimilarity.Of(logits.sigmoid(), images)) * (images.numel() / images.shape[0]),
        _ => throw new ArgumentException($"There is no loss '{kind}'."),
    };

    /// <summary>The Kullback–Leibler divergence of N(μ, σ²) from N(0, I), ½·Σ (μ² + σ² − 1 − log σ²), in nats.</summary>
    /// <param name="mean">μ, [n, latent].</param>
    /// <param name="logVariance">log σ², [n, latent].</param>
    /// <returns>One for each image, [n].</returns>
    public static Tensor Divergence(Tensor mean, Tensor logVariance) =>
        (mean.square() + logVariance.exp() - 1 - logVariance).sum(1) / 2;
}

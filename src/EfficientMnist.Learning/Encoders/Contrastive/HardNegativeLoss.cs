using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Contrastive;

/// <summary>
/// The contrastive loss with debiased, hard negatives of Robinson et al., 2021 (arXiv 2010.04592). With unit vectors z,
/// p = exp(zᵢ·zⱼ/t) for the two views of one image and s = exp(zᵢ·zₖ/t) for the N = 2B − 2 others:
/// <code>
/// loss = mean of −log( p / (p + G) )
/// G    = max( (R − τ⁺·N·p) / (1 − τ⁺),  N·e^(−1/t) )
/// R    = N · Σ s^β·s / Σ s^β
/// </code>
/// τ⁺ = 0 and β = 0 give SimCLR's NT-Xent.
/// </summary>
internal static class HardNegativeLoss
{
    /// <param name="projections">[2B, d]; rows i and B + i are views of one image. Not normalised.</param>
    /// <param name="temperature">t.</param>
    /// <param name="tauPlus">τ⁺.</param>
    /// <param name="beta">β.</param>
    public static Tensor Of(Tensor projections, double temperature, double tauPlus, double beta)
    {
        var count = projections.shape[0];
        var half = count / 2;
        var others = count - 2;
        var z = nn.functional.normalize(projections, p: 2, dim: 1);
        var similarity = z.matmul(z.t()) / temperature;                             // [2B, 2B]
        var own = eye(half, device: z.device).to(ScalarType.Bool).repeat(2, 2);      // an image with itself and its other view
        var negatives = similarity.masked_fill(own, float.NegativeInfinity);

        var paired = cat([similarity.diagonal(half), similarity.diagonal(half)]);   // [2B]
        var positive = paired.exp();
        // Σ s^(β+1) / Σ s^β through log-sum-exp: a small temperature does not overflow the quotient.
        var weights = ((beta + 1) * negatives).logsumexp(1);
        weights = beta == 0 ? weights - Math.Log(others) : weights - (beta * negatives).logsumexp(1);
        var reweighted = others * weights.exp();
        var debiased = ((reweighted - tauPlus * others * positive) / (1 - tauPlus)).clamp_min(others * Math.Exp(-1 / temperature));
        return ((positive + debiased).log() - paired).mean();
    }
}

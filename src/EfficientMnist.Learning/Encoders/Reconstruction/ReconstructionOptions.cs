using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>Options that all kinds have which draw images again.</summary>
/// <typeparam name="TNetwork">The options of the two networks.</typeparam>
public sealed record ReconstructionOptions<TNetwork>
    where TNetwork : class, new()
{
    public TrainingPlanOptions Training { get; init; } = new();

    public int Latent { get; init; } = 32;

    public string Loss { get; init; } = ReconstructionLoss.Bce;

    public double Kl { get; init; } = 1;

    public double KlWarmup { get; init; }

    public TNetwork Network { get; init; } = new();

    internal static OptionTable<ReconstructionOptions<TNetwork>> Table(string kind, ReconstructionOptions<TNetwork> defaults, bool isVariational, OptionTable<TNetwork> network)
    {
        var table = new OptionTable<ReconstructionOptions<TNetwork>>($"encoder {kind}", defaults)
            .Part("", o => o.Training, TrainingPlanOptions.Table(leastBatch: 2))
            .Whole("latent", o => o.Latent, 1, 4096, "Length of the latent vector.")
            .Choice("loss", o => o.Loss, [ReconstructionLoss.Mse, ReconstructionLoss.Bce, ReconstructionLoss.Ssim], "What is measured between an image and the one drawn: bce is the cross-entropy of pixels taken as probabilities, mse the squared error, ssim the structural dissimilarity.")
            .Part("", o => o.Network, network);
        return isVariational
            ? table
                .Number("kl", o => o.Kl, 0, 1000, "Weight β of the divergence of an image's latents from N(0, I), in nats summed over the latent, against the loss summed over the pixels (β-VAE); 1 is the evidence lower bound with bce.")
                .Number("kl_warmup", o => o.KlWarmup, 0, 1, "Share of the training over which that weight rises from zero, so that latents mean something before they are pulled together (arXiv 1511.06349).")
            : table;
    }
}

using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>Options that all kinds have which draw images again; the ranges stand where they are read.</summary>
public sealed record ReconstructionOptions
{
    public int Epochs { get; init; } = 20;

    public int Batch { get; init; } = 256;

    public double LearningRate { get; init; } = 2e-3;

    public double WeightDecay { get; init; }

    /// <summary>Length of the latent vector.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>
    /// <c>bce</c> (cross-entropy of pixels taken as probabilities), <c>mse</c> (squared error) or <c>ssim</c> (structural
    /// dissimilarity).
    /// </summary>
    public string Loss { get; init; } = ReconstructionLoss.Bce;

    /// <summary>
    /// Of variational kinds: weight β of the divergence of an image's latents from N(0, I), in nats summed over the latent,
    /// against the loss summed over the pixels (β-VAE, Higgins et al., 2017). 1 is the evidence lower bound with <c>bce</c>.
    /// </summary>
    public double Kl { get; init; } = 1;

    /// <summary>
    /// Of variational kinds: share of the training over which that weight rises from zero, so that latents mean something
    /// before they are pulled together (Bowman et al., 2016, arXiv 1511.06349). Losses along the rise do not compare: above 0
    /// the last epoch is kept unless <c>keep</c> says otherwise.
    /// </summary>
    public double KlWarmup { get; init; }

    internal static ReconstructionOptions Read(OptionReader reader, ReconstructionOptions standard, bool isVariational) => new()
    {
        Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
        Batch = reader.Integer("batch", standard.Batch, 2, 8192),
        LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
        WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
        Latent = reader.Integer("latent", standard.Latent, 1, 4096),
        Loss = reader.Choice("loss", standard.Loss, ReconstructionLoss.Mse, ReconstructionLoss.Bce, ReconstructionLoss.Ssim),
        Kl = isVariational ? reader.Number("kl", standard.Kl, 0, 1000) : 0,
        KlWarmup = isVariational ? reader.Number("kl_warmup", standard.KlWarmup, 0, 1) : 0,
    };
}

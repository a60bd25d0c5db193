namespace EfficientMnist.Learning.Encoders.Reconstruction;

/// <summary>What a <see cref="ReconstructionModel"/> is trained for.</summary>
/// <param name="Latent">Length of the latent vector.</param>
/// <param name="Loss">One of those of <see cref="ReconstructionLoss"/>.</param>
/// <param name="IsVariational">Whether latents are to follow N(0, I).</param>
/// <param name="Kl">Weight of their divergence from that, where they are.</param>
/// <param name="KlWarmup">Share of the training over which the weight rises from zero.</param>
internal sealed record ReconstructionGoal(int Latent, string Loss, bool IsVariational, double Kl, double KlWarmup);

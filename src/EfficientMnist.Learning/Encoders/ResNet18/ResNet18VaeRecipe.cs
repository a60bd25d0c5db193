using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>A variational autoencoder whose networks are <see cref="ResNet18Networks"/>.</summary>
internal sealed class ResNet18VaeRecipe(IReadOnlyDictionary<string, string> overrides, ImageShape shape)
    : ReconstructionRecipe<ResNet18Options>(Name, overrides, shape, Standard, isVariational: true, ResNet18Options.Read)
{
    public const string Name = "resnet18_vae";

    public static ReconstructionOptions Standard { get; } = new() { Latent = 128, Loss = ReconstructionLoss.Mse, Kl = 0.1 };

    protected override ImageEncoder Encoder() => ResNet18Networks.Drawn(Shape, Network.Width, Network.Norm);

    protected override ImageDecoder Decoder() => ResNet18Networks.Decoder(Shape, Latent, Network.Width, Network.Norm);
}

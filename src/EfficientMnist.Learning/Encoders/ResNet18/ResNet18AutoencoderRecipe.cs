using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>An autoencoder whose networks are <see cref="ResNet18Networks"/>.</summary>
internal sealed class ResNet18AutoencoderRecipe(IReadOnlyDictionary<string, string> overrides, ImageShape shape)
    : ReconstructionRecipe<ResNet18Options>(Name, overrides, shape, Standard, isVariational: false, ResNet18Options.Read)
{
    public const string Name = "resnet18_ae";

    public static ReconstructionOptions Standard { get; } = new() { Latent = 128, Loss = ReconstructionLoss.Mse };

    protected override ImageEncoder Encoder() => ResNet18Networks.Drawn(Shape, Network.Width, Network.Norm);

    protected override ImageDecoder Decoder() => ResNet18Networks.Decoder(Shape, Latent, Network.Width, Network.Norm);
}

using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>A variational autoencoder of fully connected layers (Kingma and Welling, 2014, arXiv 1312.6114).</summary>
internal sealed class FcVaeRecipe(IReadOnlyDictionary<string, string> overrides, ImageShape shape)
    : ReconstructionRecipe<FcVaeOptions>(Name, overrides, shape, Standard, isVariational: true, FcVaeOptions.Read)
{
    public const string Name = "fc_vae";

    public static ReconstructionOptions Standard { get; } = new() { Epochs = 30, LearningRate = 1e-3, Latent = 20 };

    protected override ImageEncoder Encoder() => new FcEncoder(Shape, Network);

    protected override ImageDecoder Decoder() => new FcDecoder(Shape, Network, Latent);
}

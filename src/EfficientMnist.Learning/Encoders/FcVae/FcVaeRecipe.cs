using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>
/// A variational autoencoder of fully connected layers (Kingma and Welling, 2014, arXiv 1312.6114): <see cref="ReconstructionLoss"/>
/// and the divergence of the latents from N(0, I).
/// Fashion-MNIST, latent 20, 5 epochs in a minute and a half on two cores: a perceptron on the latents has 78.5 % of the test
/// images with 1,000 labels at random, 83.1 % with 10,000 (one seed); the images are drawn at an SSIM of 0.57.
/// </summary>
internal sealed class FcVaeRecipe(ReconstructionOptions<FcVaeOptions> options, ImageShape shape)
    : ReconstructionRecipe<FcVaeOptions>(Name, Table, options, shape, IsVariational)
{
    public const string Name = "fc_vae";

    private const bool IsVariational = true;

    public static OptionTable<ReconstructionOptions<FcVaeOptions>> Table { get; } =
        ReconstructionOptions<FcVaeOptions>.Table(Name, new() { Training = new() { Epochs = 30, LearningRate = 1e-3 }, Latent = 20 }, IsVariational, FcVaeOptions.Table);

    protected override ImageEncoder Encoder() => new FcEncoder(Shape, Network);

    protected override ImageDecoder Decoder() => new FcDecoder(Shape, Network, Latent);
}

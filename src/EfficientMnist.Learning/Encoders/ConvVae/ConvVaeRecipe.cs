using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.ConvVae;

/// <summary>
/// A fully convolutional variational autoencoder: no pooling, convolutions of stride 2 on the way down, enlargements on the
/// way up. The latent is a convolution over the whole of the last map, which is computed as the matrix product it is.
/// The loss is <see cref="ReconstructionLoss"/> and the divergence of the latents from N(0, I).
/// Fashion-MNIST, latent 10, 4 epochs in two minutes on two cores: a perceptron on the latents has 78.5 % of the test images
/// with 1,000 labels at random, 82.5 % with 10,000 (one seed); the images are drawn at an SSIM of 0.57. MNIST: 90.7 and 94.8 %.
/// </summary>
internal sealed class ConvVaeRecipe(ReconstructionOptions<ConvVaeOptions> options, ImageShape shape)
    : ReconstructionRecipe<ConvVaeOptions>(Name, Table, options, shape, IsVariational)
{
    public const string Name = "conv_vae";

    private const bool IsVariational = true;

    public static OptionTable<ReconstructionOptions<ConvVaeOptions>> Table { get; } =
        ReconstructionOptions<ConvVaeOptions>.Table(Name, new() { Latent = 20 }, IsVariational, ConvVaeOptions.Table);

    private int Width => Network.Width;

    protected override ImageEncoder Encoder() => new ConvolutionalEncoder(Shape, Width, 4 * Width, halvings: 2, Normalisation.Batch,
        new ConvolutionBlock(Width, 2 * Width, 2), new ConvolutionBlock(2 * Width, 4 * Width, 2));

    protected override ImageDecoder Decoder() => new ConvolutionalDecoder(Shape, Latent, 4 * Width, Width,
        new ConvolutionBlock(4 * Width, 2 * Width, 1), new ConvolutionBlock(2 * Width, Width, 1), new ConvolutionBlock(Width, Width, 1));
}

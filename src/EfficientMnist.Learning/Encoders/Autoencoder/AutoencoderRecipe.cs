using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>
/// A convolutional autoencoder: the latent is what an image can be drawn again from (Hinton and Salakhutdinov, 2006).
/// The decoder runs the encoder's way back; the loss is <see cref="ReconstructionLoss"/> alone.
/// MNIST, latent 10, 10 epochs in four minutes on two cores: one new layer on it, frozen, has 87.5 % (± 0.2) of the test images
/// with 600 labels at random, the network fine-tuned 96.2 % (± 0.4).
/// </summary>
internal sealed class AutoencoderRecipe(ReconstructionOptions<AutoencoderOptions> options, ImageShape shape)
    : ReconstructionRecipe<AutoencoderOptions>(Name, Table, options, shape, IsVariational)
{
    public const string Name = "ae";

    private const bool IsVariational = false;

    public static OptionTable<ReconstructionOptions<AutoencoderOptions>> Table { get; } =
        ReconstructionOptions<AutoencoderOptions>.Table(Name, new() { Training = new() { Epochs = 10 }, Loss = ReconstructionLoss.Mse }, IsVariational, AutoencoderOptions.Table);

    private int Width => Network.Width;

    protected override ImageEncoder Encoder() =>
        new ConvolutionalEncoder(Shape, Width, 2 * Width, halvings: 1, Normalisation.Batch, new ResidualBlock(Width, 2 * Width, 2));

    protected override ImageDecoder Decoder() =>
        new ConvolutionalDecoder(Shape, Latent, 2 * Width, Width, new ResidualBlock(2 * Width, Width, 1), new ResidualBlock(Width, Width, 1));
}

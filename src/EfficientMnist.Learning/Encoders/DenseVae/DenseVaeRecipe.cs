using EfficientMnist.Core.Options;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.DenseVae;

/// <summary>
/// A convolutional variational autoencoder of residual dense blocks (<see cref="DenseStage"/>): <see cref="ReconstructionLoss"/>
/// and the divergence of the latents from N(0, I).
/// Fashion-MNIST, 5 epochs of sharpness-aware minimisation in 12 minutes on two cores, then fine-tuned for 50 epochs on labels
/// bought by margin: 87.0 % (± 0.4) of the test images with 1,000 labels, 92.9 % with 10,000 (one seed).
/// </summary>
internal sealed class DenseVaeRecipe(ReconstructionOptions<DenseVaeOptions> options, ImageShape shape)
    : ReconstructionRecipe<DenseVaeOptions>(Name, Table, options, shape, IsVariational)
{
    public const string Name = "dense_vae";

    private const bool IsVariational = true;

    public static OptionTable<ReconstructionOptions<DenseVaeOptions>> Table { get; } =
        ReconstructionOptions<DenseVaeOptions>.Table(Name, new() { Latent = 64 }, IsVariational, DenseVaeOptions.Table);

    private int Width => Network.Width;

    protected override ImageEncoder Encoder() =>
        new ConvolutionalEncoder(Shape, Width, 4 * Width, halvings: 2, Normalisation.Batch, Stage(Width, 2 * Width, 2), Stage(2 * Width, 4 * Width, 2));

    protected override ImageDecoder Decoder() =>
        new ConvolutionalDecoder(Shape, Latent, 4 * Width, Width, Stage(4 * Width, 2 * Width, 1), Stage(2 * Width, Width, 1), Stage(Width, Width, 1));

    private DenseStage Stage(int inputs, int outputs, int stride) => new(inputs, outputs, stride, Network.Growth, Network.Depth);
}

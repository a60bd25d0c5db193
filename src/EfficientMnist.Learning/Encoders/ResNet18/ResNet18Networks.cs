using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>
/// ResNet-18 (He et al., 2015, arXiv 1512.03385) with a stem for small images: four stages of two residual blocks. Images are
/// drawn again from a last map that is not averaged and has an eighth of their sides: from a sixteenth, a CIFAR-10 of two
/// epochs in batches of 128 is drawn at 16.7 dB rather than 17.6.
/// </summary>
internal static class ResNet18Networks
{
    /// <summary>Channels of the last map, in widths.</summary>
    public const int Outputs = 8;

    /// <summary>For latents that are the mean of the last map.</summary>
    public static ConvolutionalEncoder Averaged(ImageShape shape, int width, string norm) => Encoder(shape, width, norm, lastStride: 2);

    /// <summary>For latents that images are drawn from again.</summary>
    public static ConvolutionalEncoder Drawn(ImageShape shape, int width, string norm) => Encoder(shape, width, norm, lastStride: 1);

    /// <summary>The way back, of as many stages as there are sizes.</summary>
    public static ConvolutionalDecoder Decoder(ImageShape shape, int latent, int width, string norm) => new(shape, latent, Outputs * width, width,
        new ResidualStage(8 * width, 2 * width, 1, norm), new ResidualStage(2 * width, width, 1, norm), new ResidualStage(width, width, 1, norm));

    private static ConvolutionalEncoder Encoder(ImageShape shape, int width, string norm, int lastStride) => new(shape, width, Outputs * width, halvings: 1 + lastStride, norm,
        new ResidualStage(width, width, 1, norm), new ResidualStage(width, 2 * width, 2, norm),
        new ResidualStage(2 * width, 4 * width, 2, norm), new ResidualStage(4 * width, 8 * width, lastStride, norm));
}

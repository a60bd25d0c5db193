using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Layers;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>
/// ResNet-18 (He et al., 2015, arXiv 1512.03385) with a stem for small images: four stages of two residual blocks. The last
/// map, which is small, is not averaged, since images are to be drawn from it again.
/// </summary>
internal static class ResNet18Networks
{
    /// <summary>Channels of the last map, in widths.</summary>
    public const int Outputs = 8;

    public static ConvolutionalEncoder Encoder(ImageShape shape, int width, string norm) => new(shape, width, Outputs * width, halvings: 3, norm,
        new ResidualStage(width, width, 1, norm), new ResidualStage(width, 2 * width, 2, norm),
        new ResidualStage(2 * width, 4 * width, 2, norm), new ResidualStage(4 * width, 8 * width, 2, norm));

    public static ConvolutionalDecoder Decoder(ImageShape shape, int latent, int width, string norm) => new(shape, latent, Outputs * width, width,
        new ResidualStage(8 * width, 4 * width, 1, norm), new ResidualStage(4 * width, 2 * width, 1, norm),
        new ResidualStage(2 * width, width, 1, norm), new ResidualStage(width, width, 1, norm));
}

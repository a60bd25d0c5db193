using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Layers;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>The networks of the encoder kinds <c>resnet18_ae</c> and <c>resnet18_vae</c>.</summary>
public sealed record ResNet18Options
{
    public int Width { get; init; } = 16;

    public string Norm { get; init; } = Normalisation.Batch;

    internal static OptionTable<ResNet18Options> Table { get; } = new OptionTable<ResNet18Options>("networks", new())
        .Whole("width", o => o.Width, 4, 128, "Channels of the first stage, doubled by each further one; the paper has 64, and 16 take a sixteenth of the multiplications.")
        .Choice("norm", o => o.Norm, [Normalisation.Batch, Normalisation.Group], "The normalisation after each convolution.");
}

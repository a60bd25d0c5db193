using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>The networks of the encoder kind <c>ae</c>.</summary>
public sealed record AutoencoderOptions
{
    public int Width { get; init; } = 32;

    internal static OptionTable<AutoencoderOptions> Table { get; } = new OptionTable<AutoencoderOptions>("networks", new())
        .Whole("width", o => o.Width, 4, 256, "Channels at half the image's size; twice as many at a quarter.");
}

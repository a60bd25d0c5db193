using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>The networks of the encoder kind <c>ae</c>; the ranges stand where they are read.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>Channels at half the image's size; twice as many at a quarter.</summary>
    public int Width { get; init; } = 32;

    internal static AutoencoderOptions Read(OptionReader reader) => new() { Width = reader.Integer("width", new AutoencoderOptions().Width, 4, 256) };
}

using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.ConvVae;

/// <summary>The networks of the encoder kind <c>conv_vae</c>; the ranges stand where they are read.</summary>
public sealed record ConvVaeOptions
{
    /// <summary>Channels at half the image's size; twice as many at a quarter, four times at an eighth.</summary>
    public int Width { get; init; } = 32;

    internal static ConvVaeOptions Read(OptionReader reader) => new() { Width = reader.Integer("width", new ConvVaeOptions().Width, 4, 256) };
}

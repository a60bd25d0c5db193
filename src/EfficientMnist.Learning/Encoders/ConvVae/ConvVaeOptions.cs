using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Encoders.ConvVae;

/// <summary>The networks of the encoder kind <c>conv_vae</c>.</summary>
public sealed record ConvVaeOptions
{
    public int Width { get; init; } = 32;

    internal static OptionTable<ConvVaeOptions> Table { get; } = new OptionTable<ConvVaeOptions>("networks", new())
        .Whole("width", o => o.Width, 4, 256, "Channels at half the image's size; twice as many at a quarter, four times at an eighth.");
}

using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Encoders.DenseVae;

/// <summary>The networks of the encoder kind <c>dense_vae</c>.</summary>
public sealed record DenseVaeOptions
{
    public int Width { get; init; } = 32;

    public int Growth { get; init; } = 32;

    public int Depth { get; init; } = 3;

    internal static OptionTable<DenseVaeOptions> Table { get; } = new OptionTable<DenseVaeOptions>("networks", new())
        .Whole("width", o => o.Width, 4, 256, "Channels at half the image's size; twice as many at a quarter, four times at an eighth.")
        .Whole("growth", o => o.Growth, 4, 128, "Channels that each layer of a block adds; multiples of 32 fill the matrix unit of a CPU that has one.")
        .Whole("depth", o => o.Depth, 1, 16, "Layers of a block.");
}

using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.DenseVae;

/// <summary>The networks of the encoder kind <c>dense_vae</c>; the ranges stand where they are read.</summary>
public sealed record DenseVaeOptions
{
    /// <summary>Channels at half the image's size; twice as many at a quarter, four times at an eighth.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Channels that each layer of a block adds; multiples of 32 fill the matrix unit of a CPU that has one.</summary>
    public int Growth { get; init; } = 32;

    /// <summary>Layers of a block.</summary>
    public int Depth { get; init; } = 3;

    internal static DenseVaeOptions Read(OptionReader reader)
    {
        var standard = new DenseVaeOptions();
        return new DenseVaeOptions
        {
            Width = reader.Integer("width", standard.Width, 4, 256),
            Growth = reader.Integer("growth", standard.Growth, 4, 128),
            Depth = reader.Integer("depth", standard.Depth, 1, 16),
        };
    }
}

using EfficientMnist.Learning.Options;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>Options of the encoder kind <c>umap</c>; the ranges stand where they are read.</summary>
public sealed record UmapEncoderOptions
{
    /// <summary>Dimensions of the embedding.</summary>
    public int Latent { get; init; } = 10;

    /// <summary>How many images make up a neighbourhood, the image itself included.</summary>
    public int Neighbours { get; init; } = 15;

    /// <summary>How close points may lie.</summary>
    public double MinDistance { get; init; } = 0.1;

    internal UmapOptions Projection => new() { Neighbours = Neighbours, MinDistance = MinDistance };

    internal static UmapEncoderOptions Read(OptionReader reader)
    {
        var standard = new UmapEncoderOptions();
        return new UmapEncoderOptions
        {
            Latent = reader.Integer("latent", standard.Latent, 1, 256),
            Neighbours = reader.Integer("neighbours", standard.Neighbours, 2, 200),
            MinDistance = reader.Number("min_distance", standard.MinDistance, 0, 0.99),
        };
    }
}

using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>Options of the encoder kind <c>umap</c>.</summary>
public sealed record UmapEncoderOptions
{
    public int Latent { get; init; } = 10;

    public int Neighbours { get; init; } = 15;

    public double MinDistance { get; init; } = 0.1;

    internal static OptionTable<UmapEncoderOptions> Table { get; } = new OptionTable<UmapEncoderOptions>($"encoder {UmapRecipe.Name}", new())
        .Whole("latent", o => o.Latent, 1, 256, "Dimensions of the embedding.")
        .Whole("neighbours", o => o.Neighbours, 2, 200, "How many images make up a neighbourhood, the image itself included.")
        .Number("min_distance", o => o.MinDistance, 0, 0.99, "How close points may lie.");

    internal UmapOptions Projection => new() { Neighbours = Neighbours, MinDistance = MinDistance };
}

using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>Options of the encoder kind <c>pca</c>.</summary>
public sealed record PcaOptions
{
    public int Latent { get; init; } = 32;

    internal static OptionTable<PcaOptions> Table { get; } = new OptionTable<PcaOptions>($"encoder {PcaRecipe.Name}", new())
        .Whole("latent", o => o.Latent, 1, 4096, "Components kept, at most as many as an image has values.");
}

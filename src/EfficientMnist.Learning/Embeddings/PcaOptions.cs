using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>Options of the encoder kind <c>pca</c>.</summary>
public sealed record PcaOptions
{
    /// <summary>Components kept: 1 to 4096, at most as many as pixels.</summary>
    public int Latent { get; init; } = 32;

    internal static PcaOptions Read(OptionReader reader) => new() { Latent = reader.Integer("latent", new PcaOptions().Latent, 1, 4096) };
}

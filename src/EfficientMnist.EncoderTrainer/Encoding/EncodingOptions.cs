using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>How latents are computed and cached.</summary>
public sealed record EncodingOptions
{
    public const string Section = "Encoding";

    /// <summary>How long the cache keeps latents; zero keeps them until Redis runs out of memory.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Encoders held ready; the one used longest ago goes first.</summary>
    [Range(1, 100)]
    public int LoadedEncoders { get; init; } = 4;
}

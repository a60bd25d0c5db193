using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>How latents are computed and cached.</summary>
public sealed record EncodingOptions
{
    public const string Section = "Encoding";

    /// <summary>How long the cache keeps latents; zero keeps them until Redis runs out of memory.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan CacheLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The same of a student's latents, which its own run alone asks for: they are as large as an encoder's, and there are many students.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan StudentCacheLifetime { get; init; } = TimeSpan.FromHours(3);

    /// <summary>Encoders held ready; the one used longest ago goes first.</summary>
    [Range(1, 100)]
    public int LoadedEncoders { get; init; } = 4;
}

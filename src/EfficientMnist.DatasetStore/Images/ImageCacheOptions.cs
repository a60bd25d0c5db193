using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.DatasetStore.Images;

/// <summary>How much memory the loaded images may take.</summary>
public sealed record ImageCacheOptions
{
    public const string Section = "ImageCache";

    /// <summary>Megabytes of pixels kept; the split in use stays even where it alone is larger.</summary>
    [Range(1, 1 << 20)]
    public int Megabytes { get; init; } = 1024;
}

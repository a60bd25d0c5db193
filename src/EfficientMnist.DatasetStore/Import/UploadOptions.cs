using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>What is taken from callers. Section <c>Upload</c>.</summary>
public sealed record UploadOptions
{
    public const string Section = "Upload";

    /// <summary>Megabytes of one upload, all its files together.</summary>
    [Range(1, 1_000_000)]
    public int Megabytes { get; init; } = 4_096;
}

using EfficientMnist.Datasets.Import.Reports;

namespace EfficientMnist.Datasets.Import;

/// <summary>The images of one split while they are imported.</summary>
internal sealed class ImportedSplit
{
    /// <summary>A split without images.</summary>
    /// <param name="isLabelled">Whether it belongs to one with labels.</param>
    public static ImportedSplit Empty(bool isLabelled) => new() { Names = [], Images = [], Labels = isLabelled ? [] : null, Roles = [] };

    /// <summary>What the images are called, in id order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required IReadOnlyList<ScaledImage> Images { get; init; }

    /// <summary>A place in the list of classes, −1 for an image without label; null for a split without labels.</summary>
    public required IReadOnlyList<int>? Labels { get; init; }

    /// <summary>What each label is for.</summary>
    public required IReadOnlyList<LabelRole> Roles { get; init; }

    /// <summary>Filled once the pixels are final.</summary>
    public IReadOnlyList<ImagePrint> Prints { get; set; } = [];

    /// <summary>The final pixels of an image.</summary>
    public Func<int, byte[]> Final { get; set; } = _ => [];
}

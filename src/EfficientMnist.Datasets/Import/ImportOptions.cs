using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Datasets.Import;

/// <summary>How a user's files become a data set.</summary>
public sealed record ImportOptions
{
    public const int SmallestSize = 8;
    public const int LargestSize = 96;

    /// <summary>Pixels a side, 8 to 96.</summary>
    public int Size { get; init; } = 28;

    /// <summary>1 for grey, 3 for colour; null: grey where all images are.</summary>
    public int? Channels { get; init; }

    public ImportFit Fit { get; init; } = ImportFit.Pad;

    /// <summary>Grey that shows through transparent pixels; white as a page that shows them.</summary>
    public byte Background { get; init; } = 255;

    /// <summary>True: folders and labels.csv say nothing about classes.</summary>
    public bool WithoutLabels { get; init; }

    /// <exception cref="RefusalException">A value is out of its range.</exception>
    public ImportOptions Validated()
    {
        if (Size is < SmallestSize or > LargestSize)
            throw Refusal.Invalid($"The size is {Size}; it must be {SmallestSize} to {LargestSize} pixels a side.");
        if (Channels is not (null or 1 or 3))
            throw Refusal.Invalid($"The channels are {Channels}; they must be 1 (grey) or 3 (colour), or left open.");
        return this;
    }
}

using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Datasets.Import;

/// <summary>How a user's files become a data set.</summary>
public sealed record ImportOptions
{
    public const int SmallestSize = 8;
    public const int LargestSize = 224;

    /// <summary>The grey levels of the grounds that an import chooses from: what is drawn in light is put in front of black.</summary>
    public const byte Black = 0;
    public const byte White = 255;

    /// <summary>Pixels a side, 8 to 224.</summary>
    public int Size { get; init; } = 28;

    /// <summary>1 for grey, 3 for colour; null: grey where all images are.</summary>
    public int? Channels { get; init; }

    public ImportFit Fit { get; init; } = ImportFit.Pad;

    /// <summary>Grey that shows through transparent pixels; null: black where what is drawn is light, else white.</summary>
    public byte? Background { get; init; }

    /// <summary>Bits of files with 16 bits that are in use, 8 to 16; null: as many as the brightest of them takes.</summary>
    public int? Bits { get; init; }

    /// <summary>True: folders and tables say nothing about classes.</summary>
    public bool WithoutLabels { get; init; }

    /// <summary>Which classes become one.</summary>
    public ClassMerge Merge { get; init; } = ClassMerge.None;

    /// <summary>True: files that cannot be read are left out and named; false: they end the import.</summary>
    public bool SkipBad { get; init; }

    /// <summary>The imported data set that the images are added to, as a further version of it; empty for none.</summary>
    public string Into { get; init; } = "";

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

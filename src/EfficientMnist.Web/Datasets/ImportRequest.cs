using System.Globalization;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Datasets;

/// <summary>What a person asked an import for, in the address.</summary>
internal sealed record ImportRequest
{
    public required string Name { get; init; }

    public string? Size { get; init; }

    public int Channels { get; init; }

    public bool WithoutLabels { get; init; }

    public bool SkipBad { get; init; }

    /// <summary>The data set that the images are added to, as a further version of it; nothing for a data set of their own.</summary>
    public string? Into { get; init; }

    /// <summary>Which classes become one, by its name in the contract.</summary>
    public string? Merge { get; init; }

    /// <summary>The browser's name for an upload, by which it goes on where it was cut off; nothing where it does not.</summary>
    public string? Upload { get; init; }

    /// <summary>Where in its first file an upload goes on; nothing where it begins.</summary>
    public long? From { get; init; }

    public ImportOptions Options => new()
    {
        Name = Name.Trim(),
        Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0,
        Channels = Channels,
        WithoutLabels = WithoutLabels,
        SkipBad = SkipBad,
        Into = Into ?? "",
        Merge = Enum.TryParse<ClassMerge>(Merge, out var merge) ? merge : ClassMerge.None,
    };
}

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

    /// <summary>Which classes become one, by its name in the contract.</summary>
    public string? Merge { get; init; }

    public ImportOptions Options => new()
    {
        Name = Name.Trim(),
        Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0,
        Channels = Channels,
        WithoutLabels = WithoutLabels,
        SkipBad = SkipBad,
        Merge = Enum.TryParse<ClassMerge>(Merge, out var merge) ? merge : ClassMerge.None,
    };
}

using EfficientMnist.Datasets.Import;

namespace EfficientMnist.Datasets;

/// <summary>What is known of a data set before its images are read.</summary>
public sealed record DatasetInfo
{
    public required string Name { get; init; }

    public required ImageShape Shape { get; init; }

    /// <summary>Names of the classes in label order; empty for a pool without labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Where the files come from, for people.</summary>
    public required string Source { get; init; }

    /// <summary>The data set of which it is the next version; empty for none.</summary>
    public string VersionOf { get; init; } = "";

    /// <summary>Folder or archive it was found in; empty for a drawn set.</summary>
    public required string Location { get; init; }

    /// <summary>The splits that are there. A user's pool may have no test split.</summary>
    public required IReadOnlyList<DatasetSplit> Splits { get; init; }

    /// <summary>False for a pool without labels: only a person can label it.</summary>
    public required bool HasLabels { get; init; }

    /// <summary>Whether the test split can be graded.</summary>
    public required bool HasTestLabels { get; init; }

    /// <summary>Labels of the pool that are known from the start and learned from.</summary>
    public int Given { get; init; }

    /// <summary>Labels of the pool that are known from the start and estimate the accuracy.</summary>
    public int Validation { get; init; }

    /// <summary>How the images were made of a user's files; null where they were not imported.</summary>
    public ImportOptions? Import { get; init; }

    /// <summary>True where the images are drawn by code.</summary>
    public bool Synthetic { get; init; }
}

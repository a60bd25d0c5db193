namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>What a user's folder or file holds, before any image is read.</summary>
internal sealed record ImportSource
{
    public required SourceSplit Train { get; init; }

    /// <summary>Labelled images that an accuracy is estimated with; null without any.</summary>
    public SourceSplit? Validation { get; init; }

    /// <summary>Null without any.</summary>
    public SourceSplit? Test { get; init; }

    /// <summary>The names of all classes in their order; null where they are those of the labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Channels of any of its images at most.</summary>
    public int MostChannels => new[] { Train, Validation, Test }.Max(split => split?.MostChannels ?? 0);

    /// <summary>Files that are left out.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>What the user should know of how it was understood, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The images of one split.</summary>
/// <param name="Images">In id order.</param>
/// <param name="Labels">Class name of each image, null for one without; null for a split without labels.</param>
internal sealed record SourceSplit(IReadOnlyList<SourceImage> Images, IReadOnlyList<string?>? Labels)
{
    /// <summary>Channels of its images at most: three until they are read, unless the source knows better.</summary>
    public int MostChannels { get; init; } = 3;

    public bool IsLabelled => Labels is not null && Labels.All(label => label is not null);
}

/// <summary>One image of a source.</summary>
/// <param name="Name">What it is called in messages and in the ledger.</param>
/// <param name="Scale">Reads it at the size of the data set; errors lack the name.</param>
internal sealed record SourceImage(string Name, Func<ImportOptions, ScaledImage> Scale);

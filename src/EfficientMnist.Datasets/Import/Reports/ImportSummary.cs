namespace EfficientMnist.Datasets.Import.Reports;

/// <summary>What an import found: told to the person whose files they are, and kept nowhere.</summary>
public sealed record ImportSummary
{
    /// <summary>Files that are neither images nor tables and were left out.</summary>
    public required int Ignored { get; init; }

    /// <summary>One of them; empty without any.</summary>
    public required string Example { get; init; }

    /// <summary>Files that could not be read and were left out because the options say so.</summary>
    public required int Skipped { get; init; }

    /// <summary>Images of the pool and of the test split by class, in the order of the classes.</summary>
    public required IReadOnlyList<ClassCount> Classes { get; init; }

    /// <summary>Images of the pool without a label.</summary>
    public required int Unlabelled { get; init; }

    /// <summary>Images that show the same as another one of their split, pixel by pixel at the size of the data set.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Further images that hardly differ from another one of their split.</summary>
    public required int NearDuplicates { get; init; }

    /// <summary>Images of the test split that are in the pool, too.</summary>
    public required int Leaked { get; init; }

    /// <summary>All that the user should know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>How many images a class has.</summary>
/// <param name="Name">The class.</param>
/// <param name="Pool">Images of the pool, those for validation included.</param>
/// <param name="Test">Images of the test split.</param>
public readonly record struct ClassCount(string Name, int Pool, int Test);

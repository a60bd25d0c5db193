using EfficientMnist.Datasets;

namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The true labels of a data set, as far as it has any. They leave this service one by one, paid for, or not at all.</summary>
internal sealed record DatasetLabels
{
    public required string Dataset { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Images of the training split.</summary>
    public required int PoolSize { get; init; }

    /// <summary>By sample id of the training split: what can be bought. Empty for a pool that only people can label.</summary>
    public required IReadOnlyList<int> Train { get; init; }

    /// <summary>By sample id of the test split: what is only graded. Empty for a data set without test split.</summary>
    public required IReadOnlyList<int> Test { get; init; }

    /// <summary>The labels of the training split that are known from the start.</summary>
    public required IReadOnlyList<GivenLabel> Given { get; init; }

    /// <summary>Empty where a run with these classes can be graded; else why not.</summary>
    public string WhyNotGradable(IReadOnlyList<string> classNames)
    {
        if (Test.Count == 0)
            return $"Data set {Dataset} has no labelled test split, so nothing can be graded. Add a folder test beside train.";
        return classNames.SequenceEqual(ClassNames) ? "" : $"The test labels of {Dataset} are of its own classes, not of those of the run.";
    }

    // The compiler's own text would print labels into a log.
    public override string ToString() => $"labels of {Dataset}";
}

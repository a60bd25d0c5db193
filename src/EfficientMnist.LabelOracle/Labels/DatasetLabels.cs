namespace EfficientMnist.LabelOracle.Labels;

/// <summary>The true labels of a data set. They leave this service one by one, paid for, or not at all.</summary>
internal sealed record DatasetLabels
{
    public required string Dataset { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>By sample id of the training split: what can be bought.</summary>
    public required IReadOnlyList<int> Train { get; init; }

    /// <summary>By sample id of the test split: what is only graded. Empty for a data set without test split.</summary>
    public required IReadOnlyList<int> Test { get; init; }

    // The compiler's own text would print labels into a log.
    public override string ToString() => $"labels of {Dataset}";
}

using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which classifier is fitted in each round.</summary>
internal sealed record ClassifierChoice
{
    public string Kind { get; init; } = "kernel_ridge";

    /// <summary>Deviations from the kind's own defaults, by name.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

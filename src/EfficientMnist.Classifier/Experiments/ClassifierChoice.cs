using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which classifier is fitted in each round.</summary>
internal sealed record ClassifierChoice
{
    public const string Kernel = "kernel";

    /// <summary>Not fitted to features: the trainer trains the encoder's own network on the labels.</summary>
    public const string FineTune = "fine_tune";

    /// <summary>The run's last student alone, taught by the kernel classifier.</summary>
    public const string Student = "student";

    public string Kind { get; init; } = Kernel;

    public bool IsFineTuned => Kind == FineTune;

    /// <summary>Deviations from the kind's own defaults, by name.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

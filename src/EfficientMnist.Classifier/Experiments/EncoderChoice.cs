using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which encoder the run learns on. Runs with an equal choice share one encoder, whatever their own seed.</summary>
internal sealed record EncoderChoice
{
    public string Kind { get; init; } = "contrastive";

    /// <summary>Seed of the pre-training.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Deviations from the kind's own defaults, by name.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

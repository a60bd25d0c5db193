using System.Collections.Immutable;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which encoder the run learns on. Runs with an equal choice share one encoder, whatever their own seed.</summary>
internal sealed record EncoderChoice
{
    /// <summary>No encoder at all: nothing is trained before the first label is bought, and images are seen through views that need none.</summary>
    public const string None = "none";

    /// <summary>The kinds that a run may begin with.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. EncoderCatalog.Kinds, None];

    public string Kind { get; init; } = "contrastive";

    public bool IsNone => Kind == None;

    /// <summary>Seed of the pre-training.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Deviations from the kind's own defaults, by name.</summary>
    public ImmutableSortedDictionary<string, string> Overrides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Every option of the kind with its value.</summary>
    /// <param name="shape">Shape of the images.</param>
    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public IReadOnlyDictionary<string, string> OptionsFor(ImageShape shape)
    {
        if (!IsNone)
            return EncoderCatalog.Create(Kind, Overrides, shape).Options;
        return Overrides.IsEmpty
            ? ImmutableSortedDictionary<string, string>.Empty
            : throw new ArgumentException($"encoder.kind={None} has no option '{Overrides.Keys.First()}': there is no encoder to set it for.");
    }
}

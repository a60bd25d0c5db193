using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Estimation;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Labels bought to estimate the accuracy. They are charged to the run and no classifier learns from them.</summary>
internal sealed record ValidationOptions
{
    public double Share { get; init; }

    public string Kind { get; init; } = UniformEstimate.Kind;

    public double UniformPart { get; init; } = 0.3;

    public static OptionTable<ValidationOptions> Table { get; } = new OptionTable<ValidationOptions>("validation", new())
        .Number("share", o => o.Share, 0, 0.5, "Part of all labels that goes to validation, bought along with the rounds; 0 for none.")
        .Choice("kind", o => o.Kind, [UniformEstimate.Kind, LevelledEstimate.Kind], "How they are drawn: uniformly, or by the classifier's doubt.")
        .Number("uniform_part", o => o.UniformPart, 0.05, 1, "Of lure: the part of each draw that is uniform all the same.");
}

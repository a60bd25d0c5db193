using EfficientMnist.Learning.Estimation;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Labels bought to estimate the accuracy. They are charged to the run and no classifier learns from them.</summary>
internal sealed record ValidationOptions
{
    public const double MaxShare = 0.5;
    public const double MinUniformPart = 0.05;

    /// <summary>Part of all labels that goes to validation, bought along with the rounds; 0: none.</summary>
    public double Share { get; init; }

    /// <summary>How they are drawn: uniform, or lure for drawing by the classifier's doubt.</summary>
    public string Kind { get; init; } = UniformEstimate.Kind;

    /// <summary>Of lure: the part of each draw that is uniform all the same.</summary>
    public double UniformPart { get; init; } = 0.3;

    public static IReadOnlyList<string> Kinds { get; } = [UniformEstimate.Kind, LevelledEstimate.Kind];
}

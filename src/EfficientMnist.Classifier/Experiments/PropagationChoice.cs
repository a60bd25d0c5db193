using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>How far what is predicted, and what students are taught, is smoothed over images that are alike.</summary>
internal sealed record PropagationChoice
{
    public const double MaxAlpha = 0.99;
    public const int MaxNeighbours = 100;

    /// <summary>How much an image believes its neighbours rather than the classifier; 0 for not at all.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>How many images of the pool an image has for neighbours.</summary>
    public int Neighbours { get; init; } = 10;

    public bool IsOn => Alpha > 0;

    public NeighbourhoodOptions Neighbourhood => new() { Neighbours = Neighbours };
}

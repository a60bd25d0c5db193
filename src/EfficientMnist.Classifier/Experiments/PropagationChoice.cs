using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>How far what is predicted, and what students are taught, is smoothed over images that are alike.</summary>
internal sealed record PropagationChoice
{
    public double Alpha { get; init; } = 0.5;

    public int Neighbours { get; init; } = 10;

    public static OptionTable<PropagationChoice> Table { get; } = new OptionTable<PropagationChoice>("propagation", new())
        .Number("alpha", o => o.Alpha, 0, 0.99, "How much an image believes those that are like it rather than the classifier; 0 for not at all.")
        .Whole("neighbours", o => o.Neighbours, 1, 100, "How many images of the pool an image has for neighbours.");

    public bool IsOn => Alpha > 0;

    public NeighbourhoodOptions Neighbourhood => new() { Neighbours = Neighbours };
}

using EfficientMnist.Datasets;

namespace EfficientMnist.Classifier.Features;

/// <summary>What a run needs to know of a data set.</summary>
internal sealed record DatasetDescription
{
    public required string Name { get; init; }

    public required ImageShape Shape { get; init; }

    public required int TrainCount { get; init; }

    /// <summary>0 without a test split.</summary>
    public required int TestCount { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Changes with any pixel.</summary>
    public required string ContentHash { get; init; }

    /// <exception cref="ArgumentException">A run cannot buy more labels than there are images without one; says how many it can.</exception>
    public void RequireImagesFor(int labels, int given = 0)
    {
        if (labels > TrainCount - given)
            throw new ArgumentException($"labels={labels} is more than the {TrainCount - given} images of {Name}{(given > 0 ? $" whose labels are not given ({given} are)" : "")}. Start a run with labels={TrainCount - given} or less.");
    }
}

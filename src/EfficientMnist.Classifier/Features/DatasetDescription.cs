using EfficientMnist.Core.Refusals;
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

    /// <exception cref="RefusalException">A run cannot buy more labels than there are images; says how many it can.</exception>
    public void RequireImagesFor(int labels)
    {
        if (labels > TrainCount)
            throw Refusal.Invalid($"labels={labels} is more than the {TrainCount} images of {Name}. Start a run with labels={TrainCount} or less.");
    }
}

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

    /// <summary>How its images were made of files; null where the files are taken as they are.</summary>
    public ImagePreparation? Preparation { get; init; }

    /// <summary>Refuses a budget that the pool cannot fill.</summary>
    /// <param name="labels">Labels that a run may buy.</param>
    /// <param name="given">Images whose labels are given, so that there is nothing to buy of them.</param>
    /// <exception cref="RefusalException">A run cannot buy more labels than there are images without one; says how many it can.</exception>
    public void RequireImagesFor(int labels, int given = 0)
    {
        if (labels > TrainCount - given)
            throw Refusal.InvalidField("labels", $"labels={labels} is more than the {TrainCount - given} images of {Name}{(given > 0 ? $" whose labels are not given ({given} are)" : "")}. Start a run with labels={TrainCount - given} or less.");
    }
}

/// <summary>How images were made of a user's files, so that others can be made alike.</summary>
/// <param name="Stretched">Whether other proportions are stretched to the square, rather than padded.</param>
/// <param name="Background">The grey that shows through transparent pixels.</param>
/// <param name="Bits">Bits in use of files with 16 bits a pixel.</param>
internal sealed record ImagePreparation(bool Stretched, int Background, int Bits);

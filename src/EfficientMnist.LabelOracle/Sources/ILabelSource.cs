using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Sources;

/// <summary>A database or a program of the user's own that knows labels.</summary>
internal interface ILabelSource
{
    /// <summary>Refuses settings that no label could come of.</summary>
    /// <exception cref="RefusalException">A setting is missing or cannot be meant; the message says what is allowed.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>All labels that the source has for the images: none, one, or several that contradict each other.</summary>
    /// <exception cref="RefusalException">
    /// <see cref="RefusalKind.Unavailable"/>: the source is away, and the same is to be asked again. Of another kind: the source
    /// refuses.
    /// </exception>
    Task<ILookup<SampleId, SourceAnswer>> AskAsync(RunId run, RequestId request, IReadOnlyList<AskedImage> images, CancellationToken cancellationToken);
}

/// <summary>What a source says of an image.</summary>
/// <param name="Label">The name of a class; empty where it has none.</param>
/// <param name="Price">What the label costs, as the source writes it; empty where the price list says it.</param>
internal readonly record struct SourceAnswer(string Label, string Price);

/// <summary>A label as it is sold.</summary>
/// <param name="Label">A place in the list of classes.</param>
/// <param name="Price">What its source asks for it; null where the price list says it.</param>
internal readonly record struct Sold(int Label, long? Price);

/// <summary>An image whose label is asked for.</summary>
/// <param name="Sample">Its place in the pool.</param>
/// <param name="File">The user's file that it was made of; empty where images are no files.</param>
internal readonly record struct AskedImage(SampleId Sample, string File)
{
    public override string ToString() => File.Length > 0 ? $"'{File}' (image {Sample})" : $"image {Sample}";
}

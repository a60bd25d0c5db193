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
    Task<ILookup<SampleId, string>> AskAsync(RunId run, RequestId request, IReadOnlyList<AskedImage> images, CancellationToken cancellationToken);
}

/// <summary>An image whose label is asked for.</summary>
/// <param name="Sample">Its place in the pool.</param>
/// <param name="File">The user's file that it was made of; empty where images are no files.</param>
internal readonly record struct AskedImage(SampleId Sample, string File)
{
    public override string ToString() => File.Length > 0 ? $"'{File}' (image {Sample})" : $"image {Sample}";
}

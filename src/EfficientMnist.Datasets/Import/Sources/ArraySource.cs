using EfficientMnist.Datasets.Decoding;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Images that lie in memory as arrays of pixels, from files that hold many of them.</summary>
internal static class ArraySource
{
    /// <summary>One split of images of one shape.</summary>
    /// <param name="name">What the images are called, a number following.</param>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="pixels">Image × channel × row × column.</param>
    /// <param name="labels">Class name of each image; null for a split without labels.</param>
    public static SourceSplit Of(string name, ImageShape shape, byte[] pixels, IReadOnlyList<string?>? labels)
    {
        var count = pixels.Length / shape.Pixels;
        return new SourceSplit(
            [.. Enumerable.Range(0, count).Select(i => new SourceImage($"{name}#{i}", options => ScaledImage.OfMemory(() => ScaledImage.Of(new Raster(shape, pixels[(i * shape.Pixels)..((i + 1) * shape.Pixels)]), options))))], labels)
        {
            MostChannels = shape.Channels,
        };
    }

    /// <summary>Planes of images whose channels are interleaved: image × row × column × channel.</summary>
    public static byte[] Planes(byte[] interleaved, ImageShape shape)
    {
        var plane = shape.Height * shape.Width;
        var planes = new byte[interleaved.Length];
        for (var start = 0; start < interleaved.Length; start += shape.Pixels)
        {
            for (var i = 0; i < plane; i++)
            {
                for (var c = 0; c < shape.Channels; c++) planes[start + (c * plane) + i] = interleaved[start + (i * shape.Channels) + c];
            }
        }
        return planes;
    }

    /// <summary>The parts of a data set, put together.</summary>
    /// <param name="shown">What the files are called in messages.</param>
    /// <param name="parts">The splits by part; several of one part follow one another.</param>
    /// <exception cref="InvalidDataException">There is nothing to learn from.</exception>
    public static ImportSource Together(string shown, IEnumerable<(SourcePart Part, SourceSplit Split)> parts)
    {
        var joined = parts.GroupBy(part => part.Part).ToDictionary(group => group.Key, group => Join([.. group.Select(part => part.Split)]));
        return new ImportSource
        {
            Train = joined.GetValueOrDefault(SourcePart.Train) ?? throw new InvalidDataException($"{shown} has test images but none to learn from."),
            Validation = joined.GetValueOrDefault(SourcePart.Validation),
            Test = joined.GetValueOrDefault(SourcePart.Test),
        };
    }

    private static SourceSplit Join(List<SourceSplit> splits) => splits.Count == 1 ? splits[0] : new SourceSplit(
        [.. splits.SelectMany(split => split.Images)],
        splits.TrueForAll(split => split.Labels is null) ? null : [.. splits.SelectMany(split => split.Labels ?? new string?[split.Images.Count])])
    {
        MostChannels = splits.Max(split => split.MostChannels),
    };
}

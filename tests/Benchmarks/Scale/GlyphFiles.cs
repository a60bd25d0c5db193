using System.Buffers.Binary;
using EfficientMnist.Datasets;

namespace Benchmarks.Scale;

/// <summary>Glyphs in the four files that MNIST comes in.</summary>
internal static class GlyphFiles
{
    /// <summary>The most images to test with: a file of a quarter as many as there are to learn from says nothing more.</summary>
    public const int MostTest = 10_000;

    private const int PixelsType = 0x803;
    private const int LabelsType = 0x801;

    /// <summary>Draws and writes them.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="count">How many there are to learn from.</param>
    public static async Task WriteAsync(string folder, int count)
    {
        var drawn = new DatasetCatalog(new DatasetOptions { AllowDownload = false, GlyphImages = count });
        foreach (var (split, prefix) in new[] { (DatasetSplit.Train, "train"), (DatasetSplit.Test, "t10k") })
        {
            var (images, labels) = (await drawn.LoadImagesAsync(DatasetCatalog.Drawn, split), await drawn.LoadLabelsAsync(DatasetCatalog.Drawn, split));
            var some = split == DatasetSplit.Train ? images.Count : Math.Min(images.Count, MostTest);
            Write(Path.Combine(folder, $"{prefix}-images-idx3-ubyte"), [PixelsType, some, images.Shape.Height, images.Shape.Width], images.Slice(0, some).Pixels.Span);
            Write(Path.Combine(folder, $"{prefix}-labels-idx1-ubyte"), [LabelsType, some], labels.Take(some).Select(label => (byte)label).ToArray());
        }
    }

    private static void Write(string path, int[] header, ReadOnlySpan<byte> content)
    {
        using var file = File.Create(path);
        Span<byte> number = stackalloc byte[sizeof(int)];
        foreach (var value in header)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, value);
            file.Write(number);
        }
        file.Write(content);
    }
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using Google.Protobuf;

namespace EfficientMnist.EncoderTrainer.Pictures;

/// <summary>Tiles as the PNG that goes over the wire.</summary>
internal static class PictureSheet
{
    // Below gRPC's limit of 4 MB however badly it compresses.
    private const int MostBytes = 3_000_000;
    private const int Gap = 2;

    /// <exception cref="RefusalException">The sheet would be too large.</exception>
    public static Picture Of(ImageSet tiles, int columns, int scale)
    {
        if (scale is < 0 or > PngEncoder.LargestScale)
            throw Refusal.Invalid($"scale is {scale}; it must be 1 to {PngEncoder.LargestScale}, or 0 for 1.");
        var (width, enlarged) = (Math.Min(columns, tiles.Count), Math.Max(1, scale));
        var shape = PngSheet.SizeOf(tiles.Shape, (tiles.Count + width - 1) / width, width, Gap);
        if ((long)shape.Pixels * enlarged * enlarged > MostBytes)
            throw Refusal.Invalid($"A picture of {shape.Width * enlarged} × {shape.Height * enlarged} pixels is too large for one message. Ask for fewer images, or a smaller scale.");
        var sheet = PngSheet.Of(tiles, width, Gap, enlarged);
        return new Picture
        {
            Png = UnsafeByteOperations.UnsafeWrap(sheet.Png),
            Columns = sheet.Columns,
            Rows = sheet.Rows,
            TileWidth = tiles.Shape.Width * enlarged,
            TileHeight = tiles.Shape.Height * enlarged,
            Gap = Gap * enlarged,
        };
    }

    /// <summary>Tiles of two images, one above the other.</summary>
    public static ImageSet Pairs(ImageSet above, ImageSet below)
    {
        var shape = above.Shape;
        var plane = shape.Height * shape.Width;
        var pairs = new byte[2 * above.Pixels.Length];
        // A channel of a pair is that channel of the one and then of the other.
        for (var channel = 0; channel < above.Count * shape.Channels; channel++)
        {
            above.Pixels.Span.Slice(channel * plane, plane).CopyTo(pairs.AsSpan(2 * channel * plane));
            below.Pixels.Span.Slice(channel * plane, plane).CopyTo(pairs.AsSpan((2 * channel + 1) * plane));
        }
        return new ImageSet(shape with { Height = 2 * shape.Height }, pairs);
    }
}

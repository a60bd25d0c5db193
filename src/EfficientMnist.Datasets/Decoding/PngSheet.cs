namespace EfficientMnist.Datasets.Decoding;

/// <summary>Many images side by side in one PNG.</summary>
/// <param name="Png">The file's bytes.</param>
/// <param name="Shape">Of the whole sheet before it is enlarged.</param>
/// <param name="Columns">Images in a row.</param>
/// <param name="Rows">Rows of images; the last may have black places, or with gaps grey ones.</param>
public sealed record PngSheet(byte[] Png, ImageShape Shape, int Columns, int Rows)
{
    // Between black and white: seen beside either.
    private const byte GapLevel = 128;

    /// <param name="images">At least one, row by row.</param>
    /// <param name="columns">Images in a row, 1 to their number; what is more counts as their number.</param>
    /// <param name="gap">Grey pixels between neighbours.</param>
    /// <param name="scale">Enlargement of the whole, as in <see cref="PngEncoder.Encode"/>.</param>
    /// <exception cref="ArgumentException">No images, less than one column, or a scale out of range.</exception>
    public static PngSheet Of(ImageSet images, int columns, int gap = 0, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        if (images.Count == 0) throw new ArgumentException("A sheet has at least one image.", nameof(images));
        if (columns < 1) throw new ArgumentException($"A sheet has at least 1 column, not {columns}.", nameof(columns));
        columns = Math.Min(columns, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var tile = images.Shape;
        var sheet = SizeOf(tile, rows, columns, gap);
        var pixels = new byte[sheet.Pixels];
        if (gap > 0) pixels.AsSpan().Fill(GapLevel);
        for (var place = 0; place < images.Count; place++)
            Paste(images[place], tile, pixels, sheet, place / columns * (tile.Height + gap), place % columns * (tile.Width + gap));
        return new PngSheet(PngEncoder.Encode(pixels, sheet, scale), sheet, columns, rows);
    }

    /// <summary>Of a sheet before it is enlarged.</summary>
    public static ImageShape SizeOf(ImageShape tile, int rows, int columns, int gap)
    {
        ArgumentNullException.ThrowIfNull(tile);
        return new ImageShape(tile.Channels, (rows * (tile.Height + gap)) - gap, (columns * (tile.Width + gap)) - gap);
    }

    private static void Paste(ReadOnlySpan<byte> image, ImageShape tile, byte[] pixels, ImageShape sheet, int top, int left)
    {
        for (var row = 0; row < tile.Channels * tile.Height; row++)
        {
            var (channel, y) = (row / tile.Height, row % tile.Height);
            var at = (((channel * sheet.Height) + top + y) * sheet.Width) + left;
            image.Slice(row * tile.Width, tile.Width).CopyTo(pixels.AsSpan(at, tile.Width));
        }
    }
}

namespace EfficientMnist.Datasets.Png;

/// <summary>Many images side by side in one PNG.</summary>
/// <param name="Png">The file's bytes.</param>
/// <param name="Shape">Of the whole sheet.</param>
/// <param name="Columns">Images in a row.</param>
/// <param name="Rows">Rows of images; the last may have black places.</param>
public sealed record PngSheet(byte[] Png, ImageShape Shape, int Columns, int Rows)
{
    /// <param name="images">At least one, row by row.</param>
    /// <param name="columns">Images in a row, 1 to their number; what is more counts as their number.</param>
    /// <exception cref="ArgumentException">No images, or less than one column.</exception>
    public static PngSheet Of(ImageSet images, int columns)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException("A sheet has at least one image.", nameof(images));
        if (columns < 1) throw new ArgumentException($"A sheet has at least 1 column, not {columns}.", nameof(columns));
        columns = Math.Min(columns, images.Count);
        var rows = (images.Count + columns - 1) / columns;
        var tile = images.Shape;
        var sheet = new ImageShape(tile.Channels, rows * tile.Height, columns * tile.Width);
        var pixels = new byte[sheet.Pixels];
        for (var place = 0; place < images.Count; place++)
            Paste(images[place], tile, pixels, sheet, place / columns * tile.Height, place % columns * tile.Width);
        return new PngSheet(PngEncoder.Encode(pixels, sheet), sheet, columns, rows);
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

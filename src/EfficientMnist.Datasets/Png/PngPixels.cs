namespace EfficientMnist.Datasets.Png;

/// <summary>Turns unfiltered rows of any colour type and depth into planes of bytes.</summary>
internal sealed class PngPixels(PngHeader header, byte[] palette, byte[] target)
{
    /// <summary>Writes a row whose pixels are <paramref name="dx"/> columns apart.</summary>
    public void Write(ReadOnlySpan<byte> row, int width, int x0, int y, int dx)
    {
        for (var i = 0; i < width; i++) WritePixel(row, i, (y * header.Width) + x0 + (i * dx));
    }

    private void WritePixel(ReadOnlySpan<byte> row, int index, int at)
    {
        var plane = header.Width * header.Height;
        switch (header.Colour)
        {
            case PngFormat.Grey:
                target[at] = header.Depth >= 8 ? Sample(row, index) : (byte)(Packed(row, index) * 255 / ((1 << header.Depth) - 1));
                break;
            case PngFormat.GreyAlpha:
                RequireOpaque(Sample(row, (index * 2) + 1));
                target[at] = Sample(row, index * 2);
                break;
            case PngFormat.Palette:
                var entry = 3 * (header.Depth == 8 ? row[index] : Packed(row, index));
                if (entry + 2 >= palette.Length) throw new InvalidDataException($"uses colour {entry / 3}, which its palette lacks");
                for (var c = 0; c < 3; c++) target[(c * plane) + at] = palette[entry + c];
                break;
            default:
                if (header.Samples == 4) RequireOpaque(Sample(row, (index * 4) + 3));
                for (var c = 0; c < 3; c++) target[(c * plane) + at] = Sample(row, (index * header.Samples) + c);
                break;
        }
    }

    /// <summary>The sample as a byte: of 16 bits the upper eight.</summary>
    private byte Sample(ReadOnlySpan<byte> row, int number) => row[header.Depth == 16 ? 2 * number : number];

    private int Packed(ReadOnlySpan<byte> row, int index)
    {
        var bit = index * header.Depth;
        return (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
    }

    private static void RequireOpaque(byte alpha)
    {
        if (alpha != 255) throw new InvalidDataException("has transparent pixels; flatten it on a background first");
    }
}

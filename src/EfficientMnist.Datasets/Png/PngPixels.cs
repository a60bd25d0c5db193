namespace EfficientMnist.Datasets.Png;

/// <summary>Turns unfiltered rows of any colour type and depth into planes of bytes.</summary>
internal sealed class PngPixels(PngHeader header, byte[] palette, PngOpacity opacity, byte[] target)
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
                var grey = header.Depth >= 8 ? Sample(row, index) : (byte)(Packed(row, index) * 255 / ((1 << header.Depth) - 1));
                target[at] = opacity.HasKey && opacity.IsKey(Whole(row, index)) ? opacity.Blend(grey, 0) : grey;
                break;
            case PngFormat.GreyAlpha:
                target[at] = opacity.Blend(Sample(row, index * 2), Sample(row, (index * 2) + 1));
                break;
            case PngFormat.Palette:
                var number = header.Depth == 8 ? row[index] : Packed(row, index);
                if ((3 * number) + 2 >= palette.Length) throw new InvalidDataException($"uses colour {number}, which its palette lacks");
                for (var c = 0; c < 3; c++) target[(c * plane) + at] = opacity.Blend(palette[(3 * number) + c], opacity.OfColour(number));
                break;
            default:
                var first = index * header.Samples;
                var alpha = header.Samples == 4 ? Sample(row, first + 3)
                    : opacity.HasKey && opacity.IsKey(Whole(row, first), Whole(row, first + 1), Whole(row, first + 2)) ? (byte)0 : (byte)255;
                for (var c = 0; c < 3; c++) target[(c * plane) + at] = opacity.Blend(Sample(row, first + c), alpha);
                break;
        }
    }

    /// <summary>The sample as the file has it.</summary>
    private int Whole(ReadOnlySpan<byte> row, int number) => header.Depth switch
    {
        16 => (row[2 * number] << 8) | row[(2 * number) + 1],
        8 => row[number],
        _ => Packed(row, number),
    };

    /// <summary>The sample as a byte: of 16 bits the upper eight.</summary>
    private byte Sample(ReadOnlySpan<byte> row, int number) => row[header.Depth == 16 ? 2 * number : number];

    private int Packed(ReadOnlySpan<byte> row, int index)
    {
        var bit = index * header.Depth;
        return (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
    }
}


namespace EfficientMnist.Datasets.Decoding;

/// <summary>Turns unfiltered rows of any colour type and depth into planes.</summary>
internal sealed class PngPixels(PngHeader header, byte[] palette, PngOpacity opacity)
{
    private readonly byte[] _pixels = new byte[header.Shape.Pixels];
    private readonly ushort[]? _wide = header.Depth == 16 ? new ushort[header.Shape.Pixels] : null;
    private byte[]? _alpha;

    public Raster Raster => new(header.Shape, _pixels) { Wide = _wide, Alpha = _alpha };

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
                Put(at, Whole(row, index));
                PutAlpha(at, opacity.OfSamples(Whole(row, index)));
                break;
            case PngFormat.GreyAlpha:
                Put(at, Whole(row, index * 2));
                PutAlpha(at, Byte(Whole(row, (index * 2) + 1)));
                break;
            case PngFormat.Palette:
                var number = header.Depth == 8 ? row[index] : Packed(row, index);
                if ((3 * number) + 2 >= palette.Length) throw new InvalidDataException($"uses colour {number}, which its palette lacks");
                for (var c = 0; c < 3; c++) _pixels[(c * plane) + at] = palette[(3 * number) + c];
                PutAlpha(at, opacity.OfColour(number));
                break;
            default:
                var first = index * header.Samples;
                for (var c = 0; c < 3; c++) Put((c * plane) + at, Whole(row, first + c));
                PutAlpha(at, header.Samples == 4 ? Byte(Whole(row, first + 3)) : opacity.OfSamples(Whole(row, first), Whole(row, first + 1), Whole(row, first + 2)));
                break;
        }
    }

    private void Put(int at, int sample)
    {
        _pixels[at] = Byte(sample);
        if (_wide is not null) _wide[at] = (ushort)sample;
    }

    private void PutAlpha(int at, byte alpha)
    {
        if (alpha == PngOpacity.Opaque && _alpha is null) return;
        if (_alpha is null)
        {
            _alpha = new byte[header.Width * header.Height];
            Array.Fill(_alpha, PngOpacity.Opaque);
        }
        _alpha[at] = alpha;
    }

    /// <summary>The sample as the file has it.</summary>
    private int Whole(ReadOnlySpan<byte> row, int number) => header.Depth switch
    {
        16 => (row[2 * number] << 8) | row[(2 * number) + 1],
        8 => row[number],
        _ => Packed(row, number),
    };

    /// <summary>The sample as a byte: of 16 bits the upper eight, fewer than eight spread over all of it.</summary>
    private byte Byte(int sample) => header.Depth switch
    {
        16 => (byte)(sample >> 8),
        8 => (byte)sample,
        _ => (byte)(sample * 255 / ((1 << header.Depth) - 1)),
    };

    private int Packed(ReadOnlySpan<byte> row, int index)
    {
        var bit = index * header.Depth;
        return (row[bit / 8] >> (8 - header.Depth - (bit % 8))) & ((1 << header.Depth) - 1);
    }
}

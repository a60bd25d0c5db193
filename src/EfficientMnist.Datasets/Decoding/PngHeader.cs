using System.Buffers.Binary;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>The IHDR chunk.</summary>
internal sealed record PngHeader(int Width, int Height, byte Depth, byte Colour, bool Interlaced)
{
    private const int LargestSide = 1 << 14;

    public int Samples => PngFormat.Samples(Colour);

    /// <summary>Channels of the image once palette and opacity are resolved.</summary>
    public int Channels => Colour is PngFormat.Grey or PngFormat.GreyAlpha ? 1 : 3;

    public ImageShape Shape => new(Channels, Height, Width);

    /// <summary>Bytes of a row of that many pixels, without its filter byte.</summary>
    public int Stride(int width) => ((width * Samples * Depth) + 7) / 8;

    public static PngHeader Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13) throw new InvalidDataException($"has an IHDR chunk of {data.Length} bytes instead of 13");
        var header = new PngHeader(
            BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]), data[8], data[9], data[12] == 1);
        if (header.Width is < 1 or > LargestSide || header.Height is < 1 or > LargestSide)
            throw new InvalidDataException($"announces {header.Width}×{header.Height} pixels; 1 to {LargestSide} a side are read");
        if (!PngFormat.DepthAllowed(header.Colour, header.Depth) || data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw new InvalidDataException($"has a damaged IHDR chunk ({Convert.ToHexStringLower(data)})");
        return header;
    }
}

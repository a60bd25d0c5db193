using System.Buffers.Binary;
using System.IO.Compression;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>Writes grey and RGB images as PNG.</summary>
public static class PngEncoder
{
    public const int LargestScale = 16;

    /// <summary>One image as PNG, every pixel enlarged to a square.</summary>
    /// <param name="pixels">Channel × row × column.</param>
    /// <param name="shape">1 or 3 channels.</param>
    /// <param name="scale">Side of the square, 1 to 16.</param>
    /// <exception cref="ArgumentException">The pixels do not fit the shape, or the scale is out of range.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, ImageShape shape, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"A PNG has 1 or 3 channels, not {shape.Channels}.", nameof(shape));
        if (pixels.Length != shape.Pixels) throw new ArgumentException($"{pixels.Length} bytes are no {shape} image of {shape.Pixels}.", nameof(pixels));
        if (scale is < 1 or > LargestScale) throw new ArgumentException($"The scale is {scale}; it must be 1 to {LargestScale}.");

        using var png = new MemoryStream();
        png.Write(PngFormat.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width * scale);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), shape.Height * scale);
        header[8] = 8;
        header[9] = shape.Channels == 1 ? PngFormat.Grey : PngFormat.Rgb;
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(Rows(pixels, shape, scale)));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Rows of interleaved channels, each after a filter byte of 0.</summary>
    private static byte[] Rows(ReadOnlySpan<byte> pixels, ImageShape shape, int scale)
    {
        var plane = shape.Height * shape.Width;
        var stride = 1 + (shape.Width * scale * shape.Channels);
        var rows = new byte[stride * shape.Height * scale];
        for (var y = 0; y < shape.Height * scale; y++)
        {
            var row = rows.AsSpan((y * stride) + 1);
            var source = y / scale * shape.Width;
            for (var x = 0; x < shape.Width * scale; x++)
            {
                for (var c = 0; c < shape.Channels; c++)
                    row[(x * shape.Channels) + c] = pixels[(c * plane) + source + (x / scale)];
            }
        }
        return rows;
    }

    private static byte[] Compress(byte[] rows)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        return target.ToArray();
    }

    private static void WriteChunk(Stream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(type, data));
        png.Write(number);
    }
}

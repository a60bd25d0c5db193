using System.Buffers.Binary;
using System.IO.Compression;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>Reads PNG files of every colour type and depth into planes of bytes. Its errors say what is wrong; the caller adds the file.</summary>
public static class PngDecoder
{
    /// <summary>The size of the image, from the first bytes of the file.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file.</exception>
    public static ImageShape ReadShape(Stream png)
    {
        Span<byte> start = stackalloc byte[33];
        if (png.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(PngFormat.Signature) || !start[12..16].SequenceEqual("IHDR"u8))
            throw new InvalidDataException("is no PNG file");
        return PngHeader.Parse(start[16..29]).Shape;
    }

    /// <summary>The image as unsigned bytes, channel × row × column.</summary>
    /// <param name="png">The file.</param>
    /// <param name="background">Grey that shows through transparent pixels; null: an image with such pixels is refused.</param>
    /// <exception cref="InvalidDataException">It is no PNG file, or a damaged one; the message lacks the file's name.</exception>
    public static (ImageShape Shape, byte[] Pixels) Decode(ReadOnlySpan<byte> png, byte? background = null)
    {
        var raster = DecodeRaster(png);
        return (raster.Shape, raster.OnGround(background));
    }

    /// <summary>The image with all that the file tells: 16 bits, opacity, orientation.</summary>
    /// <exception cref="InvalidDataException">It is no PNG file, or a damaged one; the message lacks the file's name.</exception>
    internal static Raster DecodeRaster(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(PngFormat.Signature)) throw new InvalidDataException("is no PNG file");
        PngHeader? header = null;
        byte[] palette = [], transparency = [], exif = [];
        using var compressed = new MemoryStream();
        for (var rest = png[PngFormat.Signature.Length..]; ;)
        {
            var (type, data) = NextChunk(ref rest);
            if (type == "IHDR") header = PngHeader.Parse(data);
            else if (header is null) throw new InvalidDataException("does not begin with an IHDR chunk");
            else if (type == "PLTE") palette = data.ToArray();
            else if (type == "tRNS") transparency = data.ToArray();
            else if (type == "eXIf") exif = data.ToArray();
            else if (type == "IDAT") compressed.Write(data);
            else if (type == "IEND") break;
            else if (char.IsUpper(type[0])) throw new InvalidDataException($"has the unknown critical chunk {type}");
        }
        var pixels = new PngPixels(header, palette, new PngOpacity(header, transparency));
        Inflate(compressed, header, pixels);
        return pixels.Raster.Turned(PngOrientation.Of(exif));
    }

    private static (string Type, byte[] Data) NextChunk(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 12) throw new InvalidDataException("is truncated");
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (length < 0 || length > rest.Length - 12) throw new InvalidDataException("is truncated");
        var type = rest.Slice(4, 4);
        var data = rest.Slice(8, length);
        if (BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + length)..]) != Crc32.Compute(type, data))
            throw new InvalidDataException("is damaged: the checksum of a chunk is wrong");
        rest = rest[(12 + length)..];
        return (System.Text.Encoding.Latin1.GetString(type), data.ToArray());
    }

    private static void Inflate(MemoryStream compressed, PngHeader header, PngPixels pixels)
    {
        compressed.Position = 0;
        using var rows = new ZLibStream(compressed, CompressionMode.Decompress);
        foreach (var (x0, y0, dx, dy) in Passes(header.Interlaced))
        {
            var width = (header.Width - x0 + dx - 1) / dx;
            var height = (header.Height - y0 + dy - 1) / dy;
            if (width <= 0 || height <= 0) continue;
            var row = new byte[1 + header.Stride(width)];
            var previous = new byte[row.Length];
            for (var y = 0; y < height; y++)
            {
                if (rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length) throw new InvalidDataException("is truncated");
                Unfilter(row, previous, Math.Max(1, header.Samples * header.Depth / 8));
                pixels.Write(row.AsSpan(1), width, x0, y0 + (y * dy), dx);
                (row, previous) = (previous, row);
            }
        }
    }

    /// <summary>First column and row of each pass and the steps between its pixels: one pass, or the seven of Adam7.</summary>
    private static (int X0, int Y0, int Dx, int Dy)[] Passes(bool interlaced) => interlaced
        ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        : [(0, 0, 1, 1)];

    /// <param name="row">Filter byte, then the row.</param>
    /// <param name="previous">The row above, unfiltered; its first byte is not used.</param>
    /// <param name="step">Bytes from a sample to the same sample of the pixel before.</param>
    private static void Unfilter(byte[] row, byte[] previous, int step)
    {
        var filter = row[0];
        if (filter > 4) throw new InvalidDataException($"has the unknown row filter {filter}");
        for (var i = 1; i < row.Length; i++)
        {
            int left = i > step ? row[i - step] : 0, up = previous[i], corner = i > step ? previous[i - step] : 0;
            row[i] += filter switch
            {
                1 => (byte)left,
                2 => (byte)up,
                3 => (byte)((left + up) / 2),
                4 => Paeth(left, up, corner),
                _ => 0,
            };
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        if (toLeft <= toUp && toLeft <= toCorner) return (byte)left;
        return (byte)(toUp <= toCorner ? up : corner);
    }
}

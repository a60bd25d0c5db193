using System.Buffers.Binary;
using System.IO.Compression;

namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>
/// Writes PNG files of any kind, straight from the specification and unlike the product's encoder: the samples of each
/// pixel come from a function, rows are filtered in turn with all five filters.
/// </summary>
internal sealed class PngWriter(int width, int height, byte colour, byte depth)
{
    private static readonly (int X0, int Y0, int Dx, int Dy)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public bool Interlaced { get; init; }

    public byte[]? Palette { get; init; }

    public bool BadChecksum { get; init; }

    public IReadOnlyList<(string Type, byte[] Data)> Extra { get; init; } = [];

    private int Samples => colour switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => 4 };

    /// <param name="sample">Value of sample number c of the pixel in column x and row y, in the depth of the file.</param>
    public byte[] Write(Func<int, int, int, int> sample)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colour, (byte)(Interlaced ? 1 : 0));
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in Extra) Chunk(file, type, data);
        if (Palette is not null) Chunk(file, "PLTE", Palette);
        var body = Deflate(Interlaced ? Adam7.SelectMany(pass => Pass(sample, pass)) : Pass(sample, (0, 0, 1, 1)));
        Chunk(file, "IDAT", body[..(body.Length / 2)]);
        Chunk(file, "IDAT", body[(body.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private IEnumerable<byte> Pass(Func<int, int, int, int> sample, (int X0, int Y0, int Dx, int Dy) pass)
    {
        if (pass.X0 >= width) yield break;
        byte[] above = [];
        var filter = 0;
        for (var y = pass.Y0; y < height; y += pass.Dy)
        {
            var row = Row(sample, y, pass);
            if (above.Length == 0) above = new byte[row.Length];
            yield return (byte)filter;
            foreach (var value in Filter(row, above, filter)) yield return value;
            above = row;
            filter = (filter + 1) % 5;
        }
    }

    private byte[] Row(Func<int, int, int, int> sample, int y, (int X0, int Y0, int Dx, int Dy) pass)
    {
        var bits = new List<bool>();
        for (var x = pass.X0; x < width; x += pass.Dx)
        {
            for (var c = 0; c < Samples; c++)
            {
                var value = sample(x, y, c);
                for (var bit = depth - 1; bit >= 0; bit--) bits.Add(((value >> bit) & 1) != 0);
            }
        }
        return [.. bits.Chunk(8).Select(eight => (byte)eight.Select((bit, i) => bit ? 128 >> i : 0).Sum())];
    }

    private byte[] Filter(byte[] row, byte[] above, int filter)
    {
        var step = Math.Max(1, Samples * depth / 8);
        return [.. row.Select((value, i) =>
        {
            int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step];
            int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
            var paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            return (byte)(value - (filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth }));
        })];
    }

    private static byte[] Deflate(IEnumerable<byte> rows)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(rows.ToArray());
        return target.ToArray();
    }

    private void Chunk(Stream file, string type, byte[] data)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(typed) ^ (BadChecksum && type == "IDAT" ? 1u : 0));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var one = ((crc ^ (uint)(value >> bit)) & 1) != 0;
                crc = one ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }
        return ~crc;
    }
}

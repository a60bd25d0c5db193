using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using SkiaSharp;

namespace Drills.Readers;

/// <summary>Small files that are whole, one or two of each kind that an import reads: where the mutations begin.</summary>
internal static class SeedFiles
{
    private const int Side = 9;
    private const int Images = 4;

    public static IReadOnlyList<FileKind> All { get; } =
    [
        new("PNG", "png", [Png(1), Png(3)], Mend: Checksums.OfPng),
        new("JPEG", "jpg", [Photograph(SKEncodedImageFormat.Jpeg)]),
        new("WebP", "webp", [Photograph(SKEncodedImageFormat.Webp)]),
        new("IDX", "idx3-ubyte", [Idx()]),
        new("CSV", "csv", [Table("label,pixel0"), Encoding.UTF8.GetBytes("file;label\nimage.png;a\n\"other.png\";\"b, c\"\n")]),
        new("npz", "npz", [Archive(("x_train.npy", Numpy("|u1", $"{Images}, {Side}, {Side}", Levels(Images))), ("y_train.npy", Numpy("<i8", $"{Images}", Labels())))]),
        new("zip", "zip", [Archive(("a/0.png", Png(1)), ("a/1.png", Png(1)), ("b/2.png", Png(3)), ("labels.csv", Encoding.UTF8.GetBytes("file,label\na/0.png,x\n")))]),
    ];

    private static byte[] Levels(int images) => [.. Enumerable.Range(0, images * Side * Side).Select(i => (byte)((i * 37) ^ (i / Side)))];

    private static byte[] Png(int channels) => PngEncoder.Encode([.. Enumerable.Range(0, channels).SelectMany(_ => Levels(1))], new ImageShape(channels, Side, Side));

    private static byte[] Photograph(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(Side, Side);
        for (var i = 0; i < Side * Side; i++)
            bitmap.SetPixel(i % Side, i / Side, new SKColor((byte)(i * 3), (byte)(i * 5), (byte)(i * 7)));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    private static byte[] Idx()
    {
        var head = new byte[16];
        foreach (var (i, value) in new[] { 0x803, Images, Side, Side }.Index())
            BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 * i), value);
        return [.. head, .. Levels(Images)];
    }

    private static byte[] Table(string head)
    {
        var text = new StringBuilder(head);
        for (var pixel = 1; pixel < 16; pixel++)
            text.Append(",pixel").Append(pixel);
        for (var image = 0; image < Images; image++)
            text.Append('\n').Append(image % 2).Append(',').AppendJoin(',', Levels(1).Take(16));
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    private static byte[] Labels()
    {
        var labels = new byte[8 * Images];
        for (var i = 0; i < Images; i++)
            labels[8 * i] = (byte)(i % 2);
        return labels;
    }

    private static byte[] Numpy(string type, string shape, byte[] data)
    {
        var head = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape},), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(head.Length & 255), (byte)(head.Length >> 8), .. head, .. data];
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] files)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                // Uncompressed: a mutation of the archive is one of what is in it.
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return target.ToArray();
    }
}

/// <summary>A kind of file.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Extension">Of its files.</param>
/// <param name="Seeds">Files of it that are whole.</param>
/// <param name="Mend">Makes the checksums of a mutated file right again, behind which the reader does not look otherwise; null where there are none.</param>
internal sealed record FileKind(string Name, string Extension, IReadOnlyList<byte[]> Seeds, Action<byte[]>? Mend = null);

using System.Buffers.Binary;
using System.IO.Compression;

namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>Small files in the formats that are read.</summary>
internal static class Bytes
{
    public static byte[] Idx(byte[] data, params int[] sizes)
    {
        var file = new byte[4 + (4 * sizes.Length) + data.Length];
        file[2] = 8;
        file[3] = (byte)sizes.Length;
        for (var i = 0; i < sizes.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), sizes[i]);
        data.CopyTo(file, 4 + (4 * sizes.Length));
        return file;
    }

    /// <summary>Bytes that differ from image to image and from pixel to pixel.</summary>
    public static byte[] Pattern(int count, int seed = 0) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 7) + (i / 251) + seed))];

    public static byte[] Gzip(byte[] content)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest)) gzip.Write(content);
        return target.ToArray();
    }

    /// <summary>CIFAR-10 records with labels 0, 1, 2, … and patterned pixels.</summary>
    public static byte[] Cifar(int count, int seed)
    {
        var records = new byte[count * 3073];
        for (var i = 0; i < count; i++)
        {
            records[i * 3073] = (byte)((i + seed) % 10);
            Pattern(3072, i + seed).CopyTo(records, (i * 3073) + 1);
        }
        return records;
    }
}

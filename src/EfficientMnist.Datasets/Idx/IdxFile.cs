using System.Buffers.Binary;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Idx;

/// <summary>Yann LeCun's IDX format: 0, 0, element type, rank; big-endian sizes; elements. Only unsigned bytes (type 8) are read.</summary>
internal static class IdxFile
{
    public static int[] ReadSizes(string path, int rank)
    {
        using var reader = new HashingReader(path, expectedMd5: null);
        return ReadHeader(reader, path, rank);
    }

    public static (int[] Sizes, byte[] Data) Read(string path, int rank, string? md5, CancellationToken cancellationToken)
    {
        using var reader = new HashingReader(path, md5);
        var sizes = ReadHeader(reader, path, rank);
        var data = new byte[sizes.Aggregate(1, (product, size) => product * size)];
        reader.ReadExactly(data, cancellationToken);
        reader.Finish();
        return (sizes, data);
    }

    private static int[] ReadHeader(HashingReader reader, string path, int rank)
    {
        Span<byte> header = stackalloc byte[4 + (4 * rank)];
        // The first bytes alone tell a label file from a truncated image file.
        reader.ReadExactly(header[..4]);
        if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != rank)
            throw Damaged.File(path, $"is no IDX file of {rank} dimension(s): it starts with {Convert.ToHexStringLower(header[..4])} instead of 000008{rank:x2}");
        reader.ReadExactly(header[4..]);
        var sizes = new int[rank];
        var total = 1L;
        for (var i = 0; i < rank; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header[(4 + (4 * i))..]);
            if (sizes[i] < 1) throw Damaged.File(path, $"announces a size of {sizes[i]} in dimension {i}");
            total = total > Array.MaxLength ? total : total * sizes[i];
        }
        if (total > Math.Min(Array.MaxLength, DataFile.LargestContent(path)))
            throw Damaged.File(path, $"announces {string.Join('×', sizes)} bytes, more than it can hold");
        return sizes;
    }
}

using System.Buffers.Binary;

namespace EfficientMnist.LabelOracle.Tests;

/// <summary>Writes a data set of tiny images whose labels the test chooses.</summary>
internal static class IdxDataset
{
    public static void Write(string folder, int[] train, int[] test)
    {
        Directory.CreateDirectory(folder);
        WriteImages(Path.Combine(folder, "train-images-idx3-ubyte"), train.Length);
        WriteLabels(Path.Combine(folder, "train-labels-idx1-ubyte"), train);
        if (test.Length == 0)
            return;
        WriteImages(Path.Combine(folder, "t10k-images-idx3-ubyte"), test.Length);
        WriteLabels(Path.Combine(folder, "t10k-labels-idx1-ubyte"), test);
    }

    private static void WriteImages(string path, int count) =>
        File.WriteAllBytes(path, [.. Header(3, count, 2, 2), .. new byte[count * 4]]);

    private static void WriteLabels(string path, int[] labels) =>
        File.WriteAllBytes(path, [.. Header(1, labels.Length), .. labels.Select(label => (byte)label)]);

    private static byte[] Header(byte rank, params int[] sizes)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        header[2] = 8; // unsigned bytes
        header[3] = rank;
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        return header;
    }
}

using System.IO.Compression;
using System.Text;

namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>Writes NumPy's format straight from its description (NEP 1).</summary>
internal static class NumpyFile
{
    public static byte[] Array(string type, string shape, byte[] data)
    {
        var head = Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)(head.Length & 255), (byte)(head.Length >> 8), .. head, .. data];
    }

    /// <summary>An archive with arrays of grey images, called …_images, and their labels, called …_labels.</summary>
    public static byte[] Archive(params (string Name, int Count)[] splits)
    {
        List<(string, byte[])> arrays = [];
        var seed = 0;
        foreach (var (name, count) in splits)
        {
            byte[] images = [.. Enumerable.Range(0, count).SelectMany(i => Drawing.Levels(Drawing.Shapes[i % 3], seed++))];
            arrays.Add((name, Array("|u1", $"{count}, {Drawing.Side}, {Drawing.Side}", images)));
            arrays.Add((name.Replace("images", "labels", StringComparison.Ordinal), Array("|u1", $"{count}, 1", [.. Enumerable.Range(0, count).Select(i => (byte)(i % 3))])));
        }
        return Of([.. arrays]);
    }

    /// <summary>An archive of arrays, by name.</summary>
    public static byte[] Of(params (string Name, byte[] Array)[] arrays)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, array) in arrays)
            {
                using var entry = archive.CreateEntry($"{name}.npy").Open();
                entry.Write(array);
            }
        }
        return target.ToArray();
    }
}

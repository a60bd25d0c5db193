using System.IO.Compression;

namespace EfficientMnist.Datasets.Files;

/// <summary>A file that may stand plain or gzipped in its folder.</summary>
internal static class DataFile
{
    public static string? Find(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        path += ".gz";
        return File.Exists(path) ? path : null;
    }

    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>More than the file can hold: deflate never shrinks below 1 : 1032. Guards allocations against damaged headers.</summary>
    public static long LargestContent(string path)
    {
        var length = new FileInfo(path).Length;
        return path.EndsWith(".gz", StringComparison.Ordinal) ? length * 1032 : length;
    }
}

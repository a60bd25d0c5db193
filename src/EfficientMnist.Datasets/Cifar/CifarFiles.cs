using System.Formats.Tar;
using System.Globalization;
using System.Text.RegularExpressions;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Cifar;

/// <summary>Finds the batches of CIFAR-10's binary version: loose (.bin or .bin.gz), in the folder its archive unpacks to, or in the archive itself.</summary>
internal static partial class CifarFiles
{
    public const string Archive = "cifar-10-binary.tar.gz";
    private const string Unpacked = "cifar-10-batches-bin";

    /// <summary>The folder or archive with the batches; null where there is none.</summary>
    public static string? Locate(string folder)
    {
        foreach (var candidate in (string[])[folder, Path.Combine(folder, Unpacked)])
        {
            if (LooseBatches(candidate, DatasetSplit.Train).Any()) return candidate;
        }
        var archive = Path.Combine(folder, Archive);
        return File.Exists(archive) ? archive : null;
    }

    /// <summary>Calls <paramref name="read"/> with number, name and content of each batch of the split; in no particular order.</summary>
    public static void ForEachBatch(string location, DatasetSplit split, Action<int, string, Stream> read)
    {
        if (File.Exists(location))
        {
            ForEachEntry(location, split, read);
            return;
        }
        foreach (var (number, path) in LooseBatches(location, split))
        {
            using var content = DataFile.Open(path);
            read(number, path, content);
        }
    }

    private static void ForEachEntry(string archive, DatasetSplit split, Action<int, string, Stream> read)
    {
        using var tar = new TarReader(DataFile.Open(archive));
        while (NextEntry(tar, archive) is { } entry)
        {
            var file = Path.GetFileName(entry.Name);
            if (Number(file, split) is { } number && entry.DataStream is { } content) read(number, $"{archive}/{file}", content);
        }
    }

    private static TarEntry? NextEntry(TarReader tar, string archive)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Damaged.File(archive, $"cannot be unpacked ({error.Message.TrimEnd('.')})", error);
        }
    }

    private static IEnumerable<(int Number, string Path)> LooseBatches(string folder, DatasetSplit split)
    {
        if (!Directory.Exists(folder)) yield break;
        var seen = new HashSet<int>();
        // Plain before gzipped, where a batch is there as both.
        foreach (var path in Directory.EnumerateFiles(folder, "*.bin*").Order(StringComparer.Ordinal))
        {
            if (Number(Path.GetFileName(path), split) is { } number && seen.Add(number)) yield return (number, path);
        }
    }

    private static int? Number(string file, DatasetSplit split)
    {
        if (split == DatasetSplit.Test) return file is "test_batch.bin" or "test_batch.bin.gz" ? 0 : null;
        var match = TrainBatch().Match(file);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^data_batch_(\d{1,6})\.bin(\.gz)?$")]
    private static partial Regex TrainBatch();
}

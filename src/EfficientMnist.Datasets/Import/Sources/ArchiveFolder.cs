using System.Formats.Tar;
using System.IO.Compression;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Unpacks a .zip, .tar, .tar.gz or .tgz; no entry leaves the folder, and a small archive cannot fill the disk.</summary>
internal static class ArchiveFolder
{
    /// <summary>More than this is not unpacked.</summary>
    public const long MostBytes = 40L << 30;
    public const int MostFiles = 2_000_000;

    // Images hardly shrink in an archive; what shrinks a thousandfold is a bomb.
    private const long SuspiciousRatio = 200;
    private const long UnsuspiciousBytes = 256 << 20;

    private static readonly string[] TarEnds = [".tar", ".tar.gz", ".tgz"];

    public static bool Recognises(string file) => IsZip(file) || IsTar(file);

    /// <param name="path">The archive.</param>
    /// <param name="target">An empty folder.</param>
    /// <exception cref="InvalidDataException">It is damaged, a file would lie outside, or it unpacks to more than is taken.</exception>
    public static void Unpack(string path, string target, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var budget = new Budget(name, new FileInfo(path).Length);
        try
        {
            if (IsZip(path)) UnpackZip(path, target, budget, cancellationToken);
            else UnpackTar(path, target, budget, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InvalidDataException($"'{name}' cannot be unpacked: {error.Message.TrimEnd('.')}.", error);
        }
    }

    private static bool IsZip(string file) => file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    private static bool IsTar(string file) => TarEnds.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static void UnpackZip(string path, string target, Budget budget, CancellationToken cancellationToken)
    {
        using var archive = ZipFile.OpenRead(path);
        foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using var content = entry.Open();
            Write(content, entry.FullName, target, budget, cancellationToken);
        }
    }

    private static void UnpackTar(string path, string target, Budget budget, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? file : new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.DataStream is { } content)
                Write(content, entry.Name, target, budget, cancellationToken);
        }
    }

    private static void Write(Stream content, string entry, string target, Budget budget, CancellationToken cancellationToken)
    {
        using var file = Create(entry, target, budget);
        var block = new byte[1 << 16];
        for (int read; (read = content.Read(block)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            budget.Take(read);
            file.Write(block, 0, read);
        }
    }

    private static FileStream Create(string entry, string target, Budget budget)
    {
        if (entry.Contains('\0', StringComparison.Ordinal))
            throw new InvalidDataException($"the name of its file '{Refusal.Quote(entry)}' has a null character");
        var full = Path.GetFullPath(Path.Combine(target, entry.Replace('\\', '/')));
        if (!full.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidDataException($"its file '{Refusal.Quote(entry)}' would lie outside the folder");
        budget.TakeFile();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return File.Create(full);
        }
        catch (PathTooLongException error)
        {
            throw new InvalidDataException($"the name of its file '{Refusal.Quote(entry)}' is longer than the file system takes", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && IsTaken(full, target))
        {
            throw new InvalidDataException($"its file '{Refusal.Quote(entry)}' is in the place of another", error);
        }
    }

    // A folder is where the file should be, or a file where one of its folders should.
    private static bool IsTaken(string file, string target)
    {
        var isTaken = Directory.Exists(file);
        for (var folder = Path.GetDirectoryName(file)!; folder.Length > target.Length && !isTaken; folder = Path.GetDirectoryName(folder)!)
            isTaken = File.Exists(folder);
        return isTaken;
    }

    private sealed class Budget(string name, long packed)
    {
        private long _bytes;
        private int _files;

        public void TakeFile()
        {
            if (++_files > MostFiles) throw new InvalidDataException($"it holds more than {MostFiles} files");
        }

        public void Take(int bytes)
        {
            _bytes += bytes;
            if (_bytes > MostBytes || (_bytes > UnsuspiciousBytes && _bytes / Math.Max(1, packed) > SuspiciousRatio))
                throw new InvalidDataException($"'{name}' of {packed} bytes unpacks to more than {_bytes} bytes, which are not taken");
        }
    }
}

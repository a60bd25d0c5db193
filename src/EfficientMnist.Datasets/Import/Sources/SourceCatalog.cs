using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Import.Tables;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Tells what a user's folder or file is and opens it.</summary>
internal static class SourceCatalog
{
    private const string Expected = "Expected are image files (PNG, JPEG, WebP, BMP, GIF, TIFF), a .zip or .tar.gz of them, .npz, .parquet, IDX files, CIFAR's .bin files or a CSV of pixels";

    /// <param name="path">A folder or a file.</param>
    /// <param name="shown">What it is called in messages.</param>
    /// <param name="scratch">An empty folder that an archive may be unpacked to; it is read until the import is over.</param>
    /// <param name="options">Whether labels are looked for, and which classes become one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">It holds nothing that is read, or it is open what it means; the message says what to do.</exception>
    public static ImportSource Open(string path, string shown, string scratch, ImportOptions options, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) return OpenFolder(path, shown, scratch, options, cancellationToken);
        if (!File.Exists(path)) throw new DirectoryNotFoundException($"There is no folder or file '{path}' on the machine of the dataset-store.");
        if (UserFile.IsEmpty(path)) throw new InvalidDataException($"{shown} is empty, or no file. {Expected}.");
        if (ArchiveFolder.Recognises(path))
        {
            var unpacked = Directory.CreateDirectory(Path.Combine(scratch, "unpacked")).FullName;
            ArchiveFolder.Unpack(path, unpacked, cancellationToken);
            return OpenFolder(unpacked, shown, scratch, options, cancellationToken);
        }
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var name = Path.GetFileName(path);
        // The labels of an IDX file are a file of their own.
        return OpenFiles(folder, shown, IdxSource.Recognises(name) ? [.. Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Where(file => file == name || !IdxSource.Recognises(file))] : [name], cancellationToken)
            ?? throw new InvalidDataException(ImageDecoder.IsImageName(name) ? $"{shown} is one image. Name the folder that has all of them." : $"{shown} is nothing that is read. {Expected}.");
    }

    private static ImportSource OpenFolder(string folder, string shown, string scratch, ImportOptions options, CancellationToken cancellationToken)
    {
        var (files, notes) = FileWalk.Of(folder);
        if (files.Any(ImageDecoder.IsImageName)) return FolderSource.Of(folder, shown, files, notes, options);
        if (OpenFiles(folder, shown, files, cancellationToken) is { } source) return source with { Notes = [.. notes, .. source.Notes] };
        if (files.Where(ArchiveFolder.Recognises).ToList() is [var archive] && !Directory.Exists(Path.Combine(scratch, "unpacked")))
            return Open(Path.Combine(folder, archive), shown, scratch, options, cancellationToken);
        throw new InvalidDataException(files.Count == 0
            ? $"{shown} is empty. {Expected}."
            : $"{shown} has {Count.Of(files.Count, "file")}, {Count.Some(files, 3)}, and none that is read. {Expected}.");
    }

    private static ImportSource? OpenFiles(string folder, string shown, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.Any(IdxSource.Recognises)) return IdxSource.Of(folder, shown, files, cancellationToken);
        if (files.Any(CifarSource.Recognises)) return CifarSource.Of(folder, shown, files);
        if (files.Any(ParquetSource.Recognises)) return ParquetSource.Of(folder, shown, files, cancellationToken);
        var arrays = files.Where(file => file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)).ToList();
        if (arrays.Count > 1)
            throw new InvalidDataException($"{shown} has {Count.Of(arrays.Count, "archive")} of arrays, {Count.Some(arrays)}. Name one of them, or put their arrays into one.");
        if (arrays is [var only]) return NumpySource.Of(Path.Combine(folder, only), only);
        var tables = files.Where(file => LabelTable.IsTableName(file) && PixelTableSource.Recognises(Path.Combine(folder, file))).ToList();
        return tables.Count > 0 ? PixelTableSource.Of(folder, shown, tables) : null;
    }
}

using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import.Sources;
using EfficientMnist.Datasets.Import.Tables;

namespace EfficientMnist.Datasets.Import;

/// <summary>Which files of a folder an import looks at: what is sent where the system runs on another machine.</summary>
public static class ImportFiles
{
    /// <param name="path">A folder or a file.</param>
    /// <returns>Paths relative to the folder, with '/'; of a file its name.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (File.Exists(path)) return [Path.GetFileName(path)];
        return Directory.Exists(path)
            ? [.. FileWalk.Of(path).Files.Where(IsLookedAt)]
            : throw new DirectoryNotFoundException($"There is no folder or file '{path}'.");
    }

    /// <summary>The image files of a folder, relative to it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<string> ImagesOf(string folder) => [.. Of(folder).Where(ImageDecoder.IsImageName)];

    private static bool IsLookedAt(string file) =>
        ImageDecoder.IsImageName(file) || LabelTable.IsTableName(file) || ArchiveFolder.Recognises(file) || ParquetSource.Recognises(file) || CifarSource.Recognises(file)
        || file.Contains("idx", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || Path.GetFileName(file) is "batches.meta.txt" or "fine_label_names.txt";
}

using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import.Classes;
using EfficientMnist.Datasets.Import.Tables;

namespace EfficientMnist.Datasets.Import;

/// <summary>Class names of the images of a folder: from labels.csv (file,label) where there is one, else from the class folders.</summary>
internal static class PngLabels
{
    /// <summary>Class name of each image, in id order.</summary>
    public static string[] Names(PngFolder folder)
    {
        var table = Path.Combine(folder.Folder, PngFolder.LabelTable);
        if (!File.Exists(table)) return [.. folder.Images.Select(image => image[..image.IndexOf('/', StringComparison.Ordinal)])];
        var labels = LabelTable.Read(table, table).Match(folder.Images, "", []) ?? new string?[folder.Images.Count];
        var missing = Array.IndexOf(labels, null);
        return missing < 0
            ? [.. labels.OfType<string>()]
            : throw new InvalidDataException($"'{table}' has no label for '{folder.Images[missing]}'. Add the line '{folder.Images[missing]},<label>', take the image out of the folder, or import it (eml import), which asks people for the labels that are missing.");
    }

    /// <summary>All classes of some folders.</summary>
    public static string[] Classes(IEnumerable<PngFolder> folders) => ClassOrder.Of(folders.SelectMany(Names));
}

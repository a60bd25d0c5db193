using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Datasets.Png;

namespace EfficientMnist.Datasets.Import;

/// <summary>The files of one split in id order, with their labels where they have any.</summary>
/// <param name="Files">Paths relative to the user's folder, with '/'.</param>
/// <param name="Labels">Class name of each file; null for a split without labels.</param>
internal sealed record ImportSplit(IReadOnlyList<string> Files, IReadOnlyList<string>? Labels)
{
    private const int MostClasses = 1_000;

    /// <param name="root">The user's folder.</param>
    /// <param name="prefix">Of the split inside it, with '/' at its end; empty for all of it.</param>
    /// <param name="files">All images of the split.</param>
    /// <param name="options">Whether labels are looked for.</param>
    /// <exception cref="InvalidDataException">The folders leave open which class an image has; the message says what to do.</exception>
    public static ImportSplit Of(string root, string prefix, IReadOnlyList<string> files, ImportOptions options)
    {
        var isNested = files.Any(file => file.AsSpan(prefix.Length).Contains('/'));
        // Ids that followed the folders would give every class away.
        var ordered = isNested || File.Exists(Table(root, prefix))
            ? files.OrderBy(Hash, StringComparer.Ordinal).ToList()
            : files.Order(StringComparer.Ordinal).ToList();
        var labels = options.WithoutLabels ? null : LabelsOf(root, prefix, ordered);
        var classes = labels?.Distinct(StringComparer.Ordinal).Count() ?? 0;
        if (classes > MostClasses)
            throw new InvalidDataException($"'{root}' has {classes} folders of images; as classes {MostClasses} are the most. If the folders are no classes, import without labels.");
        return new ImportSplit(ordered, labels);
    }

    private static List<string>? LabelsOf(string root, string prefix, List<string> files)
    {
        var table = Table(root, prefix);
        if (File.Exists(table))
        {
            var known = PngLabels.ReadTable(table);
            return [.. files.Select(file => known.TryGetValue(file[prefix.Length..], out var label)
                ? label
                : throw new InvalidDataException($"'{table}' has no label for '{file[prefix.Length..]}'. Add a line for it, or import without labels."))];
        }
        var folders = files.ConvertAll(file => file.IndexOf('/', prefix.Length) is >= 0 and var end ? file[prefix.Length..end] : "");
        // One folder is a place to keep images, not a class.
        if (folders.Distinct(StringComparer.Ordinal).Count() == 1) return null;
        var flat = folders.IndexOf("");
        return flat < 0
            ? folders
            : throw new InvalidDataException(
                $"{folders.Count(folder => folder.Length == 0)} of {files.Count} images of '{Path.Combine(root, prefix)}' lie in no class folder, '{files[flat]}' among them. Move them into one, or import without labels.");
    }

    private static string Table(string root, string prefix) => Path.Combine(root, prefix, PngFolder.LabelTable);

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
}

using System.Security.Cryptography;
using System.Text;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>
/// The images of one split of a user's folder, in id order. Without labels that is the order of the paths. With labels
/// it is the order of the paths' hashes: ids that followed the class folders would give every label away.
/// </summary>
internal sealed class PngFolder
{
    public const string LabelTable = Import.Tables.LabelTable.FileName;

    private PngFolder(string folder, IReadOnlyList<string> images, bool hasLabels)
    {
        Folder = folder;
        Images = images;
        HasLabels = hasLabels;
    }

    public string Folder { get; }

    /// <summary>Paths relative to <see cref="Folder"/>, with '/'.</summary>
    public IReadOnlyList<string> Images { get; }

    public bool HasLabels { get; }

    public static PngFolder? Open(string root, DatasetSplit split)
    {
        var folder = PathOf(root, split);
        if (!Directory.Exists(folder)) return null;
        var images = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Where(path => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal).ToList();
        if (images.Count == 0) return null;
        var hasLabels = File.Exists(Path.Combine(folder, LabelTable)) || images.TrueForAll(image => image.Contains('/'));
        return new PngFolder(folder, hasLabels ? [.. images.OrderBy(Hash, StringComparer.Ordinal)] : images, hasLabels);
    }

    public static bool Exists(string root, DatasetSplit split) =>
        Directory.Exists(PathOf(root, split))
        && Directory.EnumerateFiles(PathOf(root, split), "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Any(path => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase));

    public string FullPath(string image) => Path.Combine(Folder, image);

    public static string PathOf(string root, DatasetSplit split) => Path.Combine(root, split == DatasetSplit.Train ? "train" : "test");

    private static string Hash(string image) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(image)));
}

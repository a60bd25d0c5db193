using EfficientMnist.Datasets.Png;

namespace EfficientMnist.Datasets.Import;

/// <summary>What a user's folder holds: which images are the pool, which the test split, and which files are neither.</summary>
internal sealed record ImportLayout
{
    private const int Depth = 16;

    public required ImportSplit Train { get; init; }

    /// <summary>Null without a folder test.</summary>
    public ImportSplit? Test { get; init; }

    /// <summary>Files that are neither PNG nor labels.csv.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidDataException">No images to learn from, or it is open what they are; the message says what to do.</exception>
    public static ImportLayout Of(string folder, ImportOptions options)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}' on the machine of the dataset-store.");
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = Depth })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).ToList();
        var images = files.FindAll(IsImage);
        var ignored = files.FindAll(file => !IsImage(file) && Path.GetFileName(file) != PngFolder.LabelTable);
        var root = WithoutWrapping(images);
        var test = Under(images, root, DatasetSplit.Test);
        var train = Under(images, root, DatasetSplit.Train);
        var rest = images.Except(test).Except(train).ToList();
        if (train.Count > 0 && rest.Count > 0)
            throw new InvalidDataException($"{rest.Count} images of '{folder}' lie neither in 'train' nor in 'test', '{rest[0]}' among them. Move them, or take them out of the folder.");
        var pool = train.Count > 0 ? train : rest;
        if (pool.Count < 2)
            throw new InvalidDataException($"'{folder}' has {pool.Count} PNG images to learn from; at least 2 are needed{(ignored.Count > 0 ? $". There are {ignored.Count} other files, '{ignored[0]}' among them: convert them to PNG" : "")}.");
        return new ImportLayout
        {
            Train = ImportSplit.Of(folder, train.Count > 0 ? Prefix(train[0], root) : root, pool, options),
            Test = test.Count > 0 ? ImportSplit.Of(folder, Prefix(test[0], root), test, options) : null,
            Ignored = ignored,
        };
    }

    /// <summary>The folder, or folder in a folder, that holds everything, with '/' at its end; empty where the images begin at once.</summary>
    private static string WithoutWrapping(List<string> images)
    {
        var root = "";
        while (images.Count > 0 && images[0].IndexOf('/', root.Length) is >= 0 and var end)
        {
            var next = images[0][..(end + 1)];
            if (IsSplit(next[root.Length..end]) || !images.TrueForAll(image => image.StartsWith(next, StringComparison.Ordinal))) break;
            root = next;
        }
        return root;
    }

    private static List<string> Under(List<string> images, string root, DatasetSplit split) => images.FindAll(image =>
        image.IndexOf('/', root.Length) is >= 0 and var end && image[root.Length..end].Equals(split.ToString(), StringComparison.OrdinalIgnoreCase));

    private static string Prefix(string image, string root) => image[..(image.IndexOf('/', root.Length) + 1)];

    private static bool IsSplit(string name) => Enum.GetNames<DatasetSplit>().Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsImage(string file) => file.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}

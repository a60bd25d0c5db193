using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Locations;

/// <summary>Errors about data that is not there: what was looked for, where, and every way out.</summary>
internal static class Missing
{
    public static FileNotFoundException Download(StandardDataset dataset, DataRoots roots, string why, Exception? inner = null) => new(
        $"The data set '{dataset.Name}' is not on this machine{Incomplete(dataset, roots)}, and {why}. {Remedies(dataset, roots)}", dataset.Files[0].Name, inner);

    public static KeyNotFoundException Name(string name, DataRoots roots, IEnumerable<string> known) => new(
        $"There is no data set '{name}'. Known: {string.Join(", ", known)}. For images of your own make the folder '{OwnFolder(name, roots)}/train' with PNG files in it.");

    public static FileNotFoundException Format(string name, string folder) => new(
        $"'{folder}' holds no data set: expected '{name}/train/*.png', '{name}/train/<class>/*.png', 'train-images-idx3-ubyte(.gz)', 'data_batch_1.bin(.gz)' or 'cifar-10-binary.tar.gz'.", folder);

    public static string Remedies(StandardDataset dataset, DataRoots roots) =>
        $"Put {string.Join(", ", dataset.Files.Select(file => file.Name))} into '{OwnFolder(dataset.Name, roots)}', "
        + $"or set {DataRoots.EnvironmentVariable} (or Datasets:Root) to a folder that holds '{dataset.Name}/', "
        + "or use dataset=glyphs, which needs no file. "
        + $"Looked in: {string.Join(", ", roots.All.Select(Describe))}.";

    private static string Incomplete(StandardDataset dataset, DataRoots roots)
    {
        var missing = roots.FoldersOf(dataset.Name).Select(folder => FolderFormats.MissingFile(folder, dataset)).FirstOrDefault(file => file is not null);
        return missing is null ? "" : $" ('{missing}' is missing)";
    }

    private static string OwnFolder(string name, DataRoots roots) => Path.Combine(roots.Root ?? roots.Cache, name);

    private static string Describe(string root) => Directory.Exists(root) ? $"'{root}'" : $"'{root}' (does not exist)";
}

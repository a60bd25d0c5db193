namespace EfficientMnist.Datasets.Locations;

/// <summary>The folders that data sets are looked for in, in order.</summary>
internal sealed class DataRoots
{
    public const string EnvironmentVariable = "EML_DATA";

    public DataRoots(DatasetOptions options)
    {
        Root = First(options.Root, Environment.GetEnvironmentVariable(EnvironmentVariable)) is { } root ? Path.GetFullPath(root) : null;
        Cache = Path.GetFullPath(First(options.CacheRoot) ?? Path.Combine(UserCache(), "efficientmnist", "data"));
        Imports = First(options.ImportRoot) is { } imports ? Path.GetFullPath(imports) : null;
        All = [.. new[] { Root, Path.GetFullPath(options.LocalRoot), Cache, Imports }.OfType<string>().Distinct()];
    }

    /// <summary>What the user named; null where nothing is named.</summary>
    public string? Root { get; }

    public string Cache { get; }

    /// <summary>The folder of the imported data sets; null where there is none.</summary>
    public string? Imports { get; }

    public IReadOnlyList<string> All { get; }

    public IEnumerable<string> FoldersOf(string dataset) => All.Select(root => Path.Combine(root, dataset)).Where(Directory.Exists);

    private static string? First(params string?[] values) => values.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static string UserCache() =>
        First(Environment.GetEnvironmentVariable("XDG_CACHE_HOME"))
        ?? (OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"));
}

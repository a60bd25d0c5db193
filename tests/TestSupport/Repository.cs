namespace EfficientMnist.TestSupport;

/// <summary>Where the checkout and its build outputs are, seen from the running tests.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, whichever these tests were built in.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;

    public static string AppHost { get; } = Path.Combine(Root, "EfficientMnist.AppHost", "bin", Configuration, "net10.0", "EfficientMnist.AppHost.dll");

    public static string Cli { get; } = Path.Combine(Root, "src", "EfficientMnist.Cli", "bin", Configuration, "net10.0", "EfficientMnist.Cli.dll");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EfficientMnist.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No EfficientMnist.sln above {AppContext.BaseDirectory}.");
    }
}

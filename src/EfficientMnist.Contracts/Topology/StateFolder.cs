namespace EfficientMnist.Contracts.Topology;

/// <summary>Where the system keeps what must survive a restart: ledger, encoders, runs, addresses and key.</summary>
public static class StateFolder
{
    /// <summary>Configuration key that overrides the default folder.</summary>
    public const string Key = "Storage:Root";

    /// <summary>The configured folder, else <c>efficientmnist</c> in the user's local application data. Created when missing, for this user alone.</summary>
    /// <param name="configured">Value of <see cref="Key"/>; null or blank for the default.</param>
    public static string Resolve(string? configured)
    {
        var folder = Find(configured);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>The same folder, which may be missing.</summary>
    /// <param name="configured">Value of <see cref="Key"/>; null or blank for the default.</param>
    public static string Find(string? configured) => string.IsNullOrWhiteSpace(configured) ? Default() : Path.GetFullPath(configured);

    /// <summary>The folder of the imported data sets inside it: the dataset-store writes there, the label-oracle reads.</summary>
    /// <param name="configured">Value of <see cref="Key"/>; null or blank for the default.</param>
    public static string Imports(string? configured) => Path.Combine(Resolve(configured), "datasets");

    private static string Default() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "efficientmnist");
}

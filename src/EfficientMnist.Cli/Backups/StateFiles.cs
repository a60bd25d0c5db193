namespace EfficientMnist.Cli.Backups;

/// <summary>Which files of a state folder are kept, and in which order they are read while the system writes them.</summary>
internal static class StateFiles
{
    public const string Ledger = "ledger.db";

    // What each start makes anew, and what no other system may have.
    private static readonly string[] OfOneStart = ["apphost.lock", "system.json", "redis.conf", "web-keys"];

    /// <summary>
    /// All but the ledger, in paths with '/'. Journals are read before the ledger: what a journal says was bought is in the
    /// ledger then, and what is only in the ledger is told again when the run goes on.
    /// </summary>
    public static IReadOnlyList<string> BesideTheLedger(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(IsKept)
            .Order(StringComparer.Ordinal),
    ];

    // Hidden ones are unfinished or locks.
    private static bool IsKept(string path)
    {
        var segments = path.Split('/');
        return !segments.Any(segment => segment.StartsWith('.'))
            && !path.EndsWith(".new", StringComparison.Ordinal)
            && !OfOneStart.Contains(segments[0])
            && !path.StartsWith(Ledger, StringComparison.Ordinal);
    }
}

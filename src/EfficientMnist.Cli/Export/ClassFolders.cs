using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Export;

/// <summary>The original images, copied or linked into a folder for each class.</summary>
internal static class ClassFolders
{
    /// <summary>Returns how many were found, and how many were not.</summary>
    public static (int Sorted, int Missing) Write(string target, string images, LabelledRun run, IReadOnlyList<LedgerEntry> labels, bool link)
    {
        var sorted = 0;
        foreach (var entry in labels)
        {
            var original = Path.GetFullPath(Path.Combine(images, entry.File));
            if (entry.File.Length == 0 || !File.Exists(original))
                continue;
            var folder = Directory.CreateDirectory(Path.Combine([target, .. run.ClassName(entry.Label).Split('/').Select(Plain)])).FullName;
            // Images of two folders may bear one name.
            var copy = Path.Combine(folder, Plain(entry.File.Replace('/', '_')));
            if (link)
                File.CreateSymbolicLink(copy, original);
            else
                File.Copy(original, copy);
            sorted++;
        }
        return (sorted, labels.Count - sorted);
    }

    // A class may be called '..'.
    private static string Plain(string name) => name.Trim() is "" or "." or ".." ? $"_{name}" : name.Replace('\\', '_').Replace('\0', '_');
}

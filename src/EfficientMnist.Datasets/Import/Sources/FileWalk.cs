namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Lists the files of a folder. Links are followed, but no folder is entered twice, however it is reached.</summary>
internal sealed class FileWalk
{
    private const int Depth = 32;

    private readonly string _root;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private readonly List<string> _again = [];

    private FileWalk(string root) => _root = root;

    /// <summary>Paths relative to the folder, with '/', in the order of their characters; hidden ones are left out.</summary>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> Notes) Of(string folder)
    {
        var walk = new FileWalk(folder);
        walk.Enter(new DirectoryInfo(folder), 0);
        return ([.. walk._files.Order(StringComparer.Ordinal)], walk._again.Count == 0
            ? []
            : [$"{Count.Of(walk._again.Count, "link")} to a folder that is read anyway, '{walk._again[0]}' among them: not followed, or its images would be there twice."]);
    }

    private void Enter(DirectoryInfo folder, int depth)
    {
        if (!_entered.Add(Real(folder)))
        {
            _again.Add(Relative(folder));
            return;
        }
        if (depth > Depth) throw new InvalidDataException($"'{Relative(folder)}' lies deeper than {Depth} folders; images are not looked for there. Move it up.");
        // Links last, so that a folder is known by its own name where it has one here.
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(IsVisible).OrderBy(entry => entry.LinkTarget is not null).ThenBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is FileInfo file) _files.Add(Relative(file));
            else Enter((DirectoryInfo)entry, depth + 1);
        }
    }

    // What a Mac or a file manager leaves behind begins with a dot, or is called __MACOSX.
    private static bool IsVisible(FileSystemInfo entry) => entry.Name[0] != '.' && entry.Name is not ("__MACOSX" or "Thumbs.db" or "desktop.ini") && entry.Exists;

    private string Relative(FileSystemInfo entry) => Path.GetRelativePath(_root, entry.FullName).Replace('\\', '/');

    // Also where a folder above is a link.
    private static string Real(DirectoryInfo folder)
    {
        var target = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        var parent = Path.GetDirectoryName(target.TrimEnd(Path.DirectorySeparatorChar));
        return parent is null ? target : Path.Combine(Real(new DirectoryInfo(parent)), Path.GetFileName(target.TrimEnd(Path.DirectorySeparatorChar)));
    }
}

using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>Lists the files of a folder. Links are followed within it, but no folder is entered twice, however it is reached.</summary>
internal sealed class FileWalk
{
    private const int Depth = 32;

    private readonly string _root;
    private readonly string _realRoot;
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private readonly List<string> _again = [];
    private readonly List<string> _outside = [];
    private readonly List<string> _empty = [];

    private FileWalk(string root) => (_root, _realRoot) = (root, Real(new DirectoryInfo(root)));

    /// <summary>Paths relative to the folder, with '/', in the order of their characters; hidden ones are left out.</summary>
    public static (IReadOnlyList<string> Files, IReadOnlyList<string> Notes) Of(string folder)
    {
        var walk = new FileWalk(folder);
        walk.Enter(new DirectoryInfo(folder), 0);
        return ([.. walk._files.Order(StringComparer.Ordinal)], [.. walk.Notes()]);
    }

    private IEnumerable<string> Notes()
    {
        if (_again.Count > 0)
            yield return $"{Count.Of(_again.Count, "link")} to a folder that is read anyway, '{_again[0]}' among them: not followed, or its images would be there twice.";
        if (_outside.Count > 0)
            yield return $"{Count.Of(_outside.Count, "link")} that {(_outside.Count == 1 ? "leads" : "lead")} out of the folder, '{_outside[0]}' among them: not followed. Copy what is meant into it.";
        if (_empty.Count > 0)
            yield return $"{Count.Of(_empty.Count, "file")} with nothing in {(_empty.Count == 1 ? "it" : "them")}, '{_empty[0]}' among them: left out.";
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
            if (LeadsOut(entry))
                _outside.Add(Relative(entry));
            else if (entry is DirectoryInfo inner)
                Enter(inner, depth + 1);
            // An image with nothing in it is told by its name, as one that cannot be read.
            else if (UserFile.IsEmpty(entry.FullName) && !ImageDecoder.IsImageName(entry.Name))
                _empty.Add(Relative(entry));
            else
                _files.Add(Relative(entry));
        }
    }

    // Whoever sends a folder chooses what is in it, not what this program's user may read elsewhere.
    private bool LeadsOut(FileSystemInfo entry)
    {
        if (entry.ResolveLinkTarget(returnFinalTarget: true) is not { } target)
            return false;
        var real = target is DirectoryInfo folder ? Real(folder) : Path.Combine(Real(new DirectoryInfo(Path.GetDirectoryName(target.FullName)!)), target.Name);
        return real != _realRoot && !real.StartsWith(_realRoot.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
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

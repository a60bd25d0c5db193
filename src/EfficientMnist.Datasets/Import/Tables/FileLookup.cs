namespace EfficientMnist.Datasets.Import.Tables;

/// <summary>Finds the files that a name in a table means: with or without its folder, with or without its extension.</summary>
internal sealed class FileLookup
{
    private readonly Dictionary<string, List<int>>[] _by;

    /// <param name="files">Paths with '/'.</param>
    /// <param name="folder">Where the table lies, with '/' at its end; empty for the top.</param>
    public FileLookup(IReadOnlyList<string> files, string folder)
    {
        Func<string, string>[] keys =
        [
            file => file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file,
            file => file,
            file => Bare(file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file),
            file => Name(file),
            file => Bare(Name(file)),
        ];
        _by = [.. keys.Select(key => Group(files, key))];
    }

    /// <summary>The numbers of the files; more than one where it is open which is meant.</summary>
    public IReadOnlyList<int> Find(string written)
    {
        var path = written.StartsWith("./", StringComparison.Ordinal) ? written[2..] : written;
        string[] tries = [path, path, path, Name(path), Name(path)];
        for (var i = 0; i < tries.Length; i++)
        {
            if (_by[i].TryGetValue(tries[i], out var found)) return found;
        }
        // A table in another extension than the files, such as photo.jpeg for photo.jpg.
        return _by[^1].TryGetValue(Bare(Name(path)), out var bare) ? bare : [];
    }

    private static Dictionary<string, List<int>> Group(IReadOnlyList<string> files, Func<string, string> key)
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            var name = key(files[i]);
            if (!groups.TryGetValue(name, out var same)) groups[name] = same = [];
            same.Add(i);
        }
        return groups;
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Bare(string path) => path.LastIndexOf('.') is var dot && dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
}

namespace Drills.Systems;

/// <summary>A state folder for the length of a drill.</summary>
internal sealed class StateCopy : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("eml-drill-").FullName;

    /// <summary>A folder with the same files as another.</summary>
    public static StateCopy Of(string folder)
    {
        var copy = new StateCopy();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

namespace EfficientMnist.Datasets.Tests.Fixtures;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("eml-datasets-").FullName;

    /// <summary>Options that look nowhere but in this folder (and its sub-folder "cache").</summary>
    public DatasetOptions Options => new() { Root = Path, LocalRoot = Path, CacheRoot = System.IO.Path.Combine(Path, "cache"), AllowDownload = false };

    public DatasetCatalog Catalog => new(Options);

    public string Write(string relative, byte[] content)
    {
        var path = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string relative, string content) => Write(relative, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

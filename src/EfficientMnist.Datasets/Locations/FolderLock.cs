namespace EfficientMnist.Datasets.Locations;

/// <summary>Lets one process at a time download into a folder: the dataset store and the label oracle often want the same files at once.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static async Task<FolderLock> AcquireAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ".lock");
        while (true)
        {
            try
            {
                return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Wait, cancellationToken);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}

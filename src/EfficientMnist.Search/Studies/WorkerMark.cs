namespace EfficientMnist.Search.Studies;

/// <summary>A file that its process holds open for as long as it lives: whoever can open it knows that the process is gone.</summary>
internal sealed class WorkerMark : IDisposable
{
    private readonly FileStream _stream;

    private WorkerMark(string id, FileStream stream) => (Id, _stream) = (id, stream);

    public string Id { get; }

    public static WorkerMark Set(string folder)
    {
        Directory.CreateDirectory(folder);
        var id = Path.GetRandomFileName();
        return new WorkerMark(id, new FileStream(PathOf(folder, id), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));
    }

    public static bool IsAlive(string folder, string id)
    {
        var path = PathOf(folder, id);
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None))
            {
                // Left behind by a process that was killed.
            }
            File.Delete(path);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _stream.Dispose();

    private static string PathOf(string folder, string id) => Path.Combine(folder, $".worker-{id}");
}

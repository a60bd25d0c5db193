using System.Text;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>Files as they come from a caller, put into a folder that ends with it.</summary>
internal sealed class Upload : IDisposable
{
    private const int MostFiles = 1_000_000;

    // What file systems take.
    private const int LongestName = 255;
    private const int LongestPath = 2_048;

    private readonly long _mostBytes;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private string _path = "";
    private long _bytes;
    private FileStream? _file;

    public Upload(ImportStore store, UploadOptions options) => (Folder, _mostBytes) = (store.MakeStaging(), (long)options.Megabytes << 20);

    public string Folder { get; }

    public int Files => _paths.Count;

    /// <exception cref="RefusalException">A path leads out of the folder, is too long, or comes twice; or more is sent than is taken.</exception>
    public async Task ReceiveAsync(IAsyncStreamReader<UploadImagesRequest> messages, CancellationToken cancellationToken)
    {
        while (await messages.MoveNext(cancellationToken))
        {
            var part = messages.Current.File ?? throw Refusal.Invalid("After the first message every one has a file.");
            if (_file is null || part.Path != _path) await OpenAsync(part.Path);
            _bytes += part.Content.Length;
            if (_bytes > _mostBytes) throw Refusal.Exhausted($"More than {_mostBytes >> 20} MB were sent. Put the files on the machine of the dataset-store and import them from there, or raise Upload:Megabytes.");
            await _file!.WriteAsync(part.Content.Memory, cancellationToken);
        }
        await CloseAsync();
    }

    public void Dispose()
    {
        _file?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task OpenAsync(string path)
    {
        await CloseAsync();
        var segments = path.Split('/');
        if (segments.Any(segment => segment is "" or "." or ".." || segment.Any(letter => letter is '\\' or ':' || char.IsControl(letter) && letter != '\n')))
            throw Refusal.Invalid($"'{Refusal.Quote(path)}' is no relative path of a file, such as train/cat/1.png.");
        if (Encoding.UTF8.GetByteCount(path) > LongestPath || segments.Any(segment => Encoding.UTF8.GetByteCount(segment) > LongestName))
            throw Refusal.Invalid($"'{Refusal.Quote(path)}' is too long a path: {LongestName} bytes a name and {LongestPath} in all are the most. Shorten it.");
        if (!_paths.Add(path)) throw Refusal.Invalid($"'{Refusal.Quote(path)}' was sent twice.");
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
        {
            _folders.Add(path[..end]);
            if (_paths.Contains(path[..end])) throw Refusal.Invalid($"'{Refusal.Quote(path[..end])}' was sent as a file, and '{Refusal.Quote(path)}' needs it to be a folder.");
        }
        if (_folders.Contains(path)) throw Refusal.Invalid($"'{Refusal.Quote(path)}' was sent as a file, and there is a folder of that name.");
        if (_paths.Count > MostFiles) throw Refusal.Invalid($"More than {MostFiles} files were sent.");
        var full = Path.Combine([Folder, .. segments]);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        (_path, _file) = (path, File.Create(full));
    }

    private async Task CloseAsync()
    {
        if (_file is not null) await _file.DisposeAsync();
        _file = null;
    }
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>Files as they come from a caller, put into a folder that ends with it.</summary>
internal sealed class Upload : IDisposable
{
    private const int MostFiles = 1_000_000;
    private const long MostBytes = 40L << 30;

    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private string _path = "";
    private long _bytes;
    private FileStream? _file;

    public Upload(ImportShelf shelf) => Folder = shelf.MakeStaging();

    public string Folder { get; }

    public int Files => _paths.Count;

    /// <exception cref="RefusalException">A path leads out of the folder, or comes twice.</exception>
    public async Task ReceiveAsync(IAsyncStreamReader<UploadImagesRequest> messages, CancellationToken cancellationToken)
    {
        while (await messages.MoveNext(cancellationToken))
        {
            var part = messages.Current.File ?? throw Refusal.Invalid("After the first message every one has a file.");
            if (_file is null || part.Path != _path) await OpenAsync(part.Path);
            _bytes += part.Content.Length;
            if (_bytes > MostBytes) throw Refusal.Exhausted($"More than {MostBytes >> 30} GB were sent. Put the files on the machine of the dataset-store and import them from there.");
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
        if (segments.Any(segment => segment is "" or "." or ".." || segment.IndexOfAny(['\\', ':', '\0']) >= 0))
            throw Refusal.Invalid($"'{path}' is no relative path of a file, such as train/cat/1.png.");
        if (!_paths.Add(path)) throw Refusal.Invalid($"'{path}' was sent twice.");
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

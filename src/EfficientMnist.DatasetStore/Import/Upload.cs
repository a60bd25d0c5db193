using System.Text;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Import;

/// <summary>
/// Files as they come from a caller, put into a folder. A file that is not whole yet lies beside them, so that the folder tells
/// after a crash, too, where to go on.
/// </summary>
internal sealed class Upload : IDisposable
{
    private const int MostFiles = 1_000_000;

    // What file systems take.
    private const int LongestName = 255;
    private const int LongestPath = 2_048;

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    private readonly string _staging;
    private readonly long _mostBytes;
    private readonly Action _ended;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private string _path = "";
    private long _bytes;
    private FileStream? _file;

    /// <param name="staging">A folder that is empty, or has what was there of this upload when it was cut off.</param>
    /// <param name="options">How much is taken.</param>
    /// <param name="ended">Told when nothing more comes in.</param>
    public Upload(string staging, UploadOptions options, Action ended)
    {
        (_staging, _mostBytes, _ended) = (staging, (long)options.Megabytes << 20, ended);
        _bytes = Find(staging).Bytes;
        foreach (var file in Directory.CreateDirectory(Folder).EnumerateFiles("*", Everything))
        {
            _bytes += file.Length;
            Add(Path.GetRelativePath(Folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'));
        }
    }

    public string Folder => FilesOf(_staging);

    public int Files => _paths.Count;

    /// <summary>Whether nothing of it stays: it has become a data set, or what it holds is refused.</summary>
    public bool IsOver { get; set; }

    /// <summary>What is there of an upload that was cut off: whole files, and bytes of the one after them.</summary>
    public static (int Files, long Bytes) Find(string staging) => (
        Directory.Exists(FilesOf(staging)) ? Directory.EnumerateFiles(FilesOf(staging), "*", Everything).Count() : 0,
        File.Exists(PartOf(staging)) ? new FileInfo(PartOf(staging)).Length : 0);

    /// <exception cref="RefusalException">A path leads out of the folder, is too long, or comes twice; or more is sent than is taken.</exception>
    public async Task ReceiveAsync(IAsyncStreamReader<UploadImagesRequest> messages, CancellationToken cancellationToken)
    {
        while (await messages.MoveNext(cancellationToken))
        {
            var part = messages.Current.File ?? throw Refusal.Invalid("After the first message every one has a file.");
            if (_file is null || part.Path != _path) await OpenAsync(part.Path, part.From);
            _bytes += part.Content.Length;
            if (_bytes > _mostBytes) throw Refusal.Exhausted($"More than {_mostBytes >> 20} MB were sent. Put the files on the machine of the dataset-store and import them from there, or raise Upload:Megabytes.");
            await _file!.WriteAsync(part.Content.Memory, cancellationToken);
        }
        await CloseAsync();
    }

    public void Dispose()
    {
        try
        {
            _file?.Dispose();
            if (IsOver) Directory.Delete(_staging, recursive: true);
        }
        finally
        {
            _ended();
        }
    }

    private static string FilesOf(string staging) => Path.Combine(staging, "files");

    private static string PartOf(string staging) => Path.Combine(staging, "part");

    private async Task OpenAsync(string path, long from)
    {
        await CloseAsync();
        var segments = path.Split('/');
        if (segments.Any(segment => segment is "" or "." or ".." || segment.Any(letter => letter is '\\' or ':' || char.IsControl(letter) && letter != '\n')))
            throw Refusal.Invalid($"'{Refusal.Quote(path)}' is no relative path of a file, such as train/cat/1.png.");
        if (Encoding.UTF8.GetByteCount(path) > LongestPath || segments.Any(segment => Encoding.UTF8.GetByteCount(segment) > LongestName))
            throw Refusal.Invalid($"'{Refusal.Quote(path)}' is too long a path: {LongestName} bytes a name and {LongestPath} in all are the most. Shorten it.");
        Add(path);
        if (_folders.Contains(path)) throw Refusal.Invalid($"'{Refusal.Quote(path)}' was sent as a file, and there is a folder of that name.");
        if (_paths.Count > MostFiles) throw Refusal.Invalid($"More than {MostFiles} files were sent.");
        _path = path;
        _file = new FileStream(PartOf(_staging), FileMode.OpenOrCreate);
        if (_file.Length != from) throw Refusal.Invalid($"{_file.Length} bytes of '{Refusal.Quote(path)}' are there, and it goes on from {from}. Ask what is there first.");
        _file.Position = from;
    }

    private void Add(string path)
    {
        if (!_paths.Add(path)) throw Refusal.Invalid($"'{Refusal.Quote(path)}' was sent twice.");
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
        {
            _folders.Add(path[..end]);
            if (_paths.Contains(path[..end])) throw Refusal.Invalid($"'{Refusal.Quote(path[..end])}' was sent as a file, and '{Refusal.Quote(path)}' needs it to be a folder.");
        }
    }

    private async Task CloseAsync()
    {
        if (_file is null) return;
        await _file.DisposeAsync();
        _file = null;
        var full = Path.Combine(Folder, _path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.Move(PartOf(_staging), full);
    }
}

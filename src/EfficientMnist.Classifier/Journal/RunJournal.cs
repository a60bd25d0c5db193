using System.Text;
using System.Text.Json;

namespace EfficientMnist.Classifier.Journal;

/// <summary>
/// Append-only file of a run, one json object a line, on the disk before the next step begins. A line cut short by a crash or a
/// full disk never happened: it is removed before anything follows it. Each activation of the run has an epoch, greater than all
/// before it, and what an earlier one still wants to write is refused: of one run there is one object in the one process that
/// owns the folder.
/// </summary>
internal sealed class RunJournal(string path) : IRunJournal
{
    private const byte LineEnd = (byte)'\n';
    private const string Remedy = "Restore the file from a backup, or remove the folder of this run.";

    private readonly Lock _gate = new();
    private long? _epoch;

    /// <summary>How a run's files are written.</summary>
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public long Activate(DateTimeOffset at)
    {
        lock (_gate)
        {
            var epoch = Latest() + 1;
            Write(new RunActivated(epoch) { At = at });
            _epoch = epoch;
            return epoch;
        }
    }

    public void Append(JournalEntry entry, long epoch)
    {
        lock (_gate)
        {
            if (epoch != Latest())
                throw new SupersededException($"The activation {epoch} of the run of {path} wanted to write, which activation {Latest()} does since.");
            Write(entry);
        }
    }

    public IReadOnlyList<JournalEntry> Read()
    {
        lock (_gate)
        {
            if (Directory.Exists(path))
                throw new InvalidDataException($"{path} is a folder. {Remedy}");
            if (!File.Exists(path))
                return [];
            // A torn line is left where it is: also what cannot be written can be read.
            var bytes = File.ReadAllBytes(path);
            return [.. Encoding.UTF8.GetString(bytes.AsSpan(0, Array.LastIndexOf(bytes, LineEnd) + 1)).Split((char)LineEnd)[..^1].Select(Parse)];
        }
    }

    public InvalidDataException Damaged(int index, string problem, Exception cause) =>
        new($"Line {index + 1} of {path} is damaged. {problem} {Remedy}", cause);

    // The greatest epoch handed out.
    private long Latest() => _epoch ??= Read().OfType<RunActivated>().LastOrDefault()?.Epoch ?? 0;

    private void Write(JournalEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, Json), LineEnd];
        // Unbuffered: what the disk refuses is not tried again when the file is closed.
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        RemoveTornLine(file);
        file.Seek(0, SeekOrigin.End);
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    private static void RemoveTornLine(FileStream file)
    {
        if (file.Length == 0)
            return;
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() == LineEnd)
            return;
        file.Seek(0, SeekOrigin.Begin);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        file.SetLength(Array.LastIndexOf(bytes, LineEnd) + 1);
        file.Flush(flushToDisk: true);
    }

    private JournalEntry Parse(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, Json) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Damaged(index, "It is no journal entry.", error);
        }
    }
}

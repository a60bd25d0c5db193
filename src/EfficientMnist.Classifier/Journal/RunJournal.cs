using System.Text.Json;

namespace EfficientMnist.Classifier.Journal;

/// <summary>
/// Append-only file of a run, one json object a line, on the disk before the next step begins. A line cut short by a crash or a
/// full disk never happened: it is removed before anything follows it.
/// </summary>
internal sealed class RunJournal(string path)
{
    private const byte LineEnd = (byte)'\n';
    private const string Remedy = "Restore the file from a backup, or remove the folder of this run.";

    /// <exception cref="IOException">The disk is full or fails; the entry never happened.</exception>
    public void Append(JournalEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Options), LineEnd];
        // Unbuffered: what the disk refuses is not tried again when the file is closed.
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        RemoveTornLine(file);
        file.Seek(0, SeekOrigin.End);
        file.Write(line);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Hands on all entries, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line is no journal entry, or does not follow from those before.</exception>
    public void Replay(Action<JournalEntry> apply)
    {
        foreach (var (index, entry) in Read().Index())
        {
            try
            {
                apply(entry);
            }
            catch (InvalidDataException error)
            {
                throw Damaged(index, error.Message, error);
            }
        }
    }

    /// <summary>All entries, oldest first.</summary>
    /// <exception cref="InvalidDataException">A line is no journal entry.</exception>
    public IReadOnlyList<JournalEntry> Read()
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{path} is a folder. {Remedy}");
        if (!File.Exists(path))
            return [];
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0))
            RemoveTornLine(file);
        return [.. File.ReadLines(path).Select(Parse)];
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
            return JsonSerializer.Deserialize<JournalEntry>(line, JournalJson.Options) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw Damaged(index, "It is no journal entry.", error);
        }
    }

    private InvalidDataException Damaged(int index, string problem, Exception cause) =>
        new($"Line {index + 1} of {path} is damaged. {problem} {Remedy}", cause);
}

using System.Text;
using System.Text.Json;

namespace EfficientMnist.Classifier.Journal;

/// <summary>Append-only file of a run, one json object a line, on the disk before the next step begins.</summary>
internal sealed class RunJournal(string path)
{
    public void Append(JournalEntry entry)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Options);
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write([.. line, (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    /// <summary>All entries, oldest first. A last line cut short by a crash never happened and is removed.</summary>
    /// <exception cref="InvalidDataException">A line is no journal entry.</exception>
    public IReadOnlyList<JournalEntry> Read()
    {
        if (!File.Exists(path))
            return [];
        var bytes = File.ReadAllBytes(path);
        var complete = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (complete < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(complete);
            file.Flush(flushToDisk: true);
        }
        var lines = Encoding.UTF8.GetString(bytes, 0, complete).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(Parse)];
    }

    private JournalEntry Parse(string line, int index)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, JournalJson.Options) ?? throw new JsonException("null");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"Line {index + 1} of {path} is no journal entry. Remove the folder of this run, or restore the file.", error);
        }
    }
}

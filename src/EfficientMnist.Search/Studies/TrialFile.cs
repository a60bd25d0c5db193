using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Studies;

/// <summary>
/// trials.jsonl: what the search is in the first line, then what happened, a line each. Lines are only ever added, by one
/// process at a time; one that a crash cut off is cut off wholly by the next who writes.
/// </summary>
internal sealed class TrialFile : IDisposable
{
    public const string Name = "trials.jsonl";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly FileStream _stream;
    private readonly Dictionary<int, Trial> _trials = [];
    private readonly Dictionary<int, string> _workers = [];

    private TrialFile(FileStream stream) => _stream = stream;

    /// <summary>Null in a file that has just been made.</summary>
    public StudyHeader? Header { get; private set; }

    public IReadOnlyList<Trial> Trials => [.. _trials.Values];

    /// <summary>Who works on a trial, or did last.</summary>
    public IReadOnlyDictionary<int, string> Workers => _workers;

    /// <summary>The file for one change, made where it is missing; others wait until it is disposed.</summary>
    /// <exception cref="IOException">Somebody else has it at this moment: try again.</exception>
    /// <exception cref="InvalidDataException">A line is none of a search.</exception>
    public static TrialFile Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = new TrialFile(new FileStream(Path.Combine(folder, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            file.Read();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Begin(StudyHeader header)
    {
        Header = header;
        Append(header);
    }

    public Trial Add(TrialEvent happened)
    {
        Apply(happened);
        Append(happened);
        return _trials[happened.Trial];
    }

    public void Dispose() => _stream.Dispose();

    private void Read()
    {
        using var reader = new StreamReader(_stream, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                if (i == 0)
                    Header = JsonSerializer.Deserialize<StudyHeader>(lines[i], Json);
                else
                    Apply(JsonSerializer.Deserialize<TrialEvent>(lines[i], Json)!);
            }
            catch (Exception error) when (error is JsonException or InvalidDataException)
            {
                throw new InvalidDataException($"{_stream.Name}, line {i + 1}: {error.Message}. It is no file of a search; name another folder.", error);
            }
        }
        _stream.SetLength(Encoding.UTF8.GetByteCount(whole));
        _stream.Seek(0, SeekOrigin.End);
    }

    private void Apply(TrialEvent happened)
    {
        _trials[happened.Trial] = happened.Apply(_trials.GetValueOrDefault(happened.Trial));
        if (happened.Worker is { } worker)
            _workers[happened.Trial] = worker;
    }

    private void Append<T>(T line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, Json) + "\n"));
        _stream.Flush(flushToDisk: true);
    }
}

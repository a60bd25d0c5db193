using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.EncoderTrainer.Lessons;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>The folder of all trainings: one folder each, with its record and its checkpoints. One process owns it.</summary>
internal sealed class TrainingStore : IDisposable
{
    private const string RecordFile = "training.json";
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly string _root;
    private readonly FileStream _lock;
    private readonly ILogger _logger;

    public TrainingStore(string stateFolder, TimeProvider time, ILogger<TrainingStore> logger)
    {
        _root = Path.Combine(stateFolder, "encoders");
        _logger = logger;
        Directory.CreateDirectory(_root);
        _lock = Lock(Path.Combine(_root, ".lock"), time);
    }

    public string CheckpointFolder(string id) => Path.Combine(Folder(id), "checkpoints");

    /// <summary>What the training learns from, where it is a student's.</summary>
    public LessonFile Lesson(string id) => new(Folder(id));

    /// <summary>Whole or not at all: a crash leaves the record of before.</summary>
    public void Save(TrainingRecord record)
    {
        var path = Path.Combine(Folder(record.Id), RecordFile);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = File.Create(path + ".new"))
        {
            JsonSerializer.Serialize(file, record, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>All trainings, oldest first. A record that cannot be read is reported and left where it is.</summary>
    public IReadOnlyList<TrainingRecord> Load() =>
    [
        .. Directory.EnumerateDirectories(_root)
            .Select(folder => Path.Combine(folder, RecordFile))
            .Where(File.Exists)
            .Select(TryRead)
            .OfType<TrainingRecord>()
            .OrderBy(record => record.QueuedAt).ThenBy(record => record.Id, StringComparer.Ordinal),
    ];

    public void Dispose() => _lock.Dispose();

    private string Folder(string id) => Path.Combine(_root, new TrainingId(id).Value);

    private TrainingRecord? TryRead(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<TrainingRecord>(file, Json);
        }
        catch (JsonException error)
        {
            Log.RecordDamaged(_logger, path, error.Message);
            return null;
        }
    }

    // A service that is just ending may hold it a moment longer.
    private static FileStream Lock(string path, TimeProvider time)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (time.GetElapsedTime(started) < LockPatience)
            {
                Thread.Sleep(LockPause);
            }
            catch (IOException error)
            {
                throw new InvalidOperationException($"Another encoder-trainer works on {path}. Stop it, or set Storage:Root to a folder of this one's own.", error);
            }
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.ServiceDefaults.Hosting;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>The folder of all trainings: one folder each, with its record and its checkpoints. One process owns it.</summary>
internal sealed class TrainingStore : ITrainingStore
{
    private const string RecordFile = "training.json";
    private const string ActivationFile = "activation";
    private readonly Lock _gate = new();
    private readonly string _root;
    private readonly FileStream _lock;
    private readonly ILogger _logger;

    public TrainingStore(string stateFolder, TimeProvider time, ILogger<TrainingStore> logger)
    {
        _root = Path.Combine(stateFolder, "encoders");
        _logger = logger;
        Directory.CreateDirectory(_root);
        _lock = FolderOwnership.Take(_root, ServiceNames.EncoderTrainer, time);
    }

    /// <summary>How a record is written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public bool IsShared => false;

    public string CheckpointFolder(TrainingRecord record) => Path.Combine(Folder(record.Id), "checkpoints");

    public TeachingFile TeachingSet(string id) => new(Folder(id));

    public long Claim(string id)
    {
        lock (_gate)
        {
            var activation = LatestActivation(id) + 1;
            Directory.CreateDirectory(Folder(id));
            Write(Path.Combine(Folder(id), ActivationFile), file => JsonSerializer.Serialize(file, activation));
            return activation;
        }
    }

    public void Save(TrainingRecord record, long activation)
    {
        lock (_gate)
        {
            if (LatestActivation(record.Id) is var latest && latest != activation)
                throw new StaleActivationException(record.Id, activation, latest);
            Write(Path.Combine(Folder(record.Id), RecordFile), file => JsonSerializer.Serialize(file, record, Json));
        }
    }

    public TrainingRecord? Find(string id) => Path.Combine(Folder(id), RecordFile) is var path && File.Exists(path) ? TryRead(path) : null;

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

    private long LatestActivation(string id)
    {
        var path = Path.Combine(Folder(id), ActivationFile);
        return File.Exists(path) ? JsonSerializer.Deserialize<long>(File.ReadAllBytes(path)) : 0;
    }

    private static void Write(string path, Action<Stream> write)
    {
        using (var file = File.Create(path + ".new"))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

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
}

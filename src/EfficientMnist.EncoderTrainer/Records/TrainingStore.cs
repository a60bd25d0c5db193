using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.ServiceDefaults.Hosting;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>The folder of all trainings: one folder each, with its record and its checkpoints. One process owns it.</summary>
internal sealed class TrainingStore : IDisposable
{
    private const string RecordFile = "training.json";
    private const string ActivationFile = "activation";
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

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

    public string CheckpointFolder(string id) => Path.Combine(Folder(id), "checkpoints");

    /// <summary>What the training learns from, where it is a student's.</summary>
    public TeachingFile TeachingSet(string id) => new(Folder(id));

    /// <summary>Makes the caller the one activation that may save this training: those before it are refused from now on.</summary>
    /// <returns>The number of the activation.</returns>
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

    /// <summary>Whole or not at all: a crash leaves the record of before.</summary>
    /// <exception cref="StaleActivationException">A later activation has claimed the training.</exception>
    public void Save(TrainingRecord record, long activation)
    {
        lock (_gate)
        {
            if (LatestActivation(record.Id) is var latest && latest != activation)
                throw new StaleActivationException(record.Id, activation, latest);
            Write(Path.Combine(Folder(record.Id), RecordFile), file => JsonSerializer.Serialize(file, record, Json));
        }
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

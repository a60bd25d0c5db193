using System.Text.Json;
using EfficientMnist.Silo;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>The trainings of a cluster: their records in the database that its workers share, their checkpoints in a folder that all of them see.</summary>
internal sealed class SharedTrainingStore : ITrainingStore
{
    /// <summary>Where it is announced that there is something new about a training.</summary>
    public const string Channel = "eml_trainings";

    private const string Tables = "trainings of a cluster";
    private const int Version = 2;

    private const string Script =
        """
        create table trainings (
            training_id text primary key,
            activation bigint not null,
            record text,
            progress text
        );
        create table training_workers (
            worker text primary key,
            device text not null
        );
        """;

    private readonly SharedDatabase _database;
    private readonly string _root;
    private readonly ILogger _logger;

    /// <param name="database">What the workers share.</param>
    /// <param name="folder">The folder that all workers see.</param>
    /// <param name="logger">Told which records cannot be read.</param>
    public SharedTrainingStore(SharedDatabase database, string folder, ILogger<SharedTrainingStore> logger)
    {
        (_database, _root, _logger) = (database, Path.Combine(folder, "encoders"), logger);
        Directory.CreateDirectory(_root);
        database.Create(Tables, Version, Script);
    }

    public bool IsShared => true;

    // A worker that was cut off goes on writing for a while to that of its own attempt.
    public string CheckpointFolder(TrainingRecord record) => Path.Combine(Folder(record.Id), $"checkpoints-{record.Attempt}");

    public TeachingFile TeachingSet(string id) => new(Folder(id));

    public long Claim(string id) => _database.Write(session => session.Query(
        "insert into trainings (training_id, activation) values (@id, 1) on conflict (training_id) do update set activation = trainings.activation + 1 returning activation",
        row => row.GetInt64(0), ("@id", new TrainingId(id).Value)))[0];

    public void Save(TrainingRecord record, long activation) => _database.Write(session =>
    {
        var saved = session.Execute(
            "update trainings set record = @record where training_id = @id and activation = @activation",
            ("@id", record.Id), ("@activation", activation), ("@record", JsonSerializer.Serialize(record with { Progress = null }, TrainingStore.Json)));
        if (saved == 0)
            throw new StaleActivationException(record.Id, activation, session.Query("select activation from trainings where training_id = @id", row => row.GetInt64(0), ("@id", record.Id)) is [var latest] ? latest : 0);
        Announce(session, record.Id);
    });

    /// <summary>Keeps how far a training is, for the other workers to show.</summary>
    public void KeepProgress(string id, StepProgress progress) => _database.Write(session =>
    {
        session.Execute("update trainings set progress = @progress where training_id = @id", ("@id", id), ("@progress", JsonSerializer.Serialize(progress, TrainingStore.Json)));
        Announce(session, id);
    });

    /// <summary>Says what this worker trains on, and hears it of the others.</summary>
    /// <param name="worker">This worker.</param>
    /// <param name="device">What it trains on.</param>
    /// <param name="alive">The workers of the cluster that are not gone; what those said that are is forgotten.</param>
    /// <returns>The devices of the workers, by their names.</returns>
    public IReadOnlyDictionary<string, string> ExchangeDevices(string worker, string device, IReadOnlyCollection<string> alive) => _database.Write(session =>
    {
        session.Execute("delete from training_workers where worker <> all(@alive)", ("@alive", alive.ToArray()));
        session.Execute(
            "insert into training_workers (worker, device) values (@worker, @device) on conflict (worker) do update set device = excluded.device where training_workers.device <> excluded.device",
            ("@worker", worker), ("@device", device));
        return session.Query("select worker, device from training_workers", row => (row.GetString(0), row.GetString(1))).ToDictionary(StringComparer.Ordinal);
    });

    public TrainingRecord? Find(string id) => Find([id]) is [var found] ? found : null;

    /// <summary>Those of these trainings of which there are records.</summary>
    public IReadOnlyList<TrainingRecord> Find(IReadOnlyCollection<string> ids) =>
        [.. _database.Read(session => session.Query("select training_id, record, progress from trainings where training_id = any(@ids) and record is not null", Read, ("@ids", ids.ToArray()))).OfType<TrainingRecord>()];

    public IReadOnlyList<TrainingRecord> Load() =>
    [
        .. _database.Read(session => session.Query("select training_id, record, progress from trainings where record is not null", Read))
            .OfType<TrainingRecord>()
            .OrderBy(record => record.QueuedAt).ThenBy(record => record.Id, StringComparer.Ordinal),
    ];

    public void Dispose()
    {
        // The database is others' as well.
    }

    private static void Announce(SharedSession session, string id) => session.Execute($"select pg_notify('{Channel}', @id)", ("@id", id));

    private TrainingRecord? Read(System.Data.Common.DbDataReader row)
    {
        try
        {
            var progress = row.IsDBNull(2) ? null : JsonSerializer.Deserialize<StepProgress>(row.GetString(2), TrainingStore.Json);
            return JsonSerializer.Deserialize<TrainingRecord>(row.GetString(1), TrainingStore.Json) is { } record ? record with { Progress = progress } : null;
        }
        catch (JsonException error)
        {
            Log.RecordDamaged(_logger, $"{_database.Description}, training {row.GetString(0)}", error.Message);
            return null;
        }
    }

    private string Folder(string id) => Path.Combine(_root, new TrainingId(id).Value);
}

using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Npgsql;

namespace Drills.Systems;

/// <summary>Three workers, each a classifier and a trainer, in one cluster on this machine, with the services and the databases that they need.</summary>
internal sealed class ClusterSystem : IAsyncDisposable
{
    public const int Workers = 3;

    private readonly List<StateCopy> _folders = [];
    private readonly RedisProcess _redis;
    private readonly string _database;
    private readonly ServiceProcess[] _others;
    private readonly Worker[] _workers;

    private ClusterSystem(RedisProcess redis, string database)
    {
        (_redis, _database) = (redis, database);
        var head = Folder();
        _others =
        [
            ServiceProcess.Make(ServiceNames.DatasetStore, head),
            ServiceProcess.Make(ServiceNames.LabelOracle, head, ("ConnectionStrings__labels", database)),
        ];
        var shared = Folder();
        _workers = [.. Enumerable.Range(0, Workers).Select(_ => MakeWorker(shared))];
        Oracle = new LabelOracleService.LabelOracleServiceClient(_others[1].Calls);
        Classifiers = [.. _workers.Select(worker => new ClassifierService.ClassifierServiceClient(worker.Classifier.Calls))];
    }

    public LabelOracleService.LabelOracleServiceClient Oracle { get; }

    /// <summary>A caller of each worker.</summary>
    public IReadOnlyList<ClassifierService.ClassifierServiceClient> Classifiers { get; }

    public static async Task<ClusterSystem> StartAsync()
    {
        var system = new ClusterSystem(await RedisProcess.StartNewAsync(), await PostgresServer.CreateSchemaAsync());
        try
        {
            foreach (var service in system._others)
                await service.StartAsync();
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(system.StartWorkerAsync));
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts what of a worker is not up, and waits until it serves.</summary>
    public async Task StartWorkerAsync(int worker)
    {
        ServiceProcess[] ended = [.. Processes(worker).Where(process => process.HasEnded)];
        await Task.WhenAll(ended.Select(process => process.StartAsync()));
    }

    /// <summary>SIGKILL to both processes of a worker.</summary>
    public Task KillAsync(int worker) => Task.WhenAll(Processes(worker).Select(process => process.KillAsync()));

    /// <summary>Both processes of a worker go no further, as if the network had lost them.</summary>
    public Task FreezeAsync(int worker) => Task.WhenAll(Processes(worker).Select(process => process.FreezeAsync()));

    public Task ThawAsync(int worker) => Task.WhenAll(Processes(worker).Select(process => process.ThawAsync()));

    /// <summary>The worker reaches neither the databases nor the other services; the other workers still reach it.</summary>
    public void Cut(int worker) => Array.ForEach(_workers[worker].Lines, line => line.Cut());

    public void Mend(int worker) => Array.ForEach(_workers[worker].Lines, line => line.Mend());

    /// <summary>Whether a process of the worker has ended, as one does that hears it was given up.</summary>
    public bool HasEnded(int worker) => Processes(worker).Any(process => process.HasEnded);

    /// <summary>The worker of each run as it was last told, with the state it was in.</summary>
    public async Task<Dictionary<string, (int Worker, Run Run)>> PlacesAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, (int, Run)> places = new(StringComparer.Ordinal);
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select run_id, worker, message from run_states");
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var address = rows.GetString(1);
            var worker = Array.FindIndex(_workers, worker => address.Contains(string.Create(CultureInfo.InvariantCulture, $":{worker.SiloPort}@"), StringComparison.Ordinal));
            places[rows.GetString(0)] = (worker, Run.Parser.ParseFrom(rows.GetFieldValue<byte[]>(2)));
        }
        return places;
    }

    /// <summary>The journal of a run: its entries with the epochs of those that wrote them, in order.</summary>
    public async Task<List<(long Epoch, string Entry)>> JournalAsync(string run, CancellationToken cancellationToken)
    {
        List<(long, string)> entries = [];
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select epoch, entry from run_journal_entries where run_id = @run order by number");
        command.Parameters.AddWithValue("run", run);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            entries.Add((rows.GetInt64(0), rows.GetString(1)));
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.Classifier.DisposeAsync();
            await worker.Trainer.DisposeAsync();
            foreach (var line in worker.Lines)
                await line.DisposeAsync();
        }
        foreach (var service in _others)
            await service.DisposeAsync();
        await _redis.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }

    private ServiceProcess[] Processes(int worker) => [_workers[worker].Trainer, _workers[worker].Classifier];

    private Worker MakeWorker(string shared)
    {
        var (state, ports) = (Folder(), FreePorts.Take(2));
        var database = new NpgsqlConnectionStringBuilder(_database);
        TcpLine[] lines = [.. new[] { _redis.Port, database.Port, _others[0].Address.Port, _others[1].Address.Port }.Select(port => new TcpLine(port))];
        database.Port = lines[1].Port;
        string Line(int line) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{lines[line].Port}");
        (string, string)[] Settings(int port) =>
        [
            ("Cluster__Name", "drill"), ("Cluster__Address", "127.0.0.1"), ("Cluster__Port", port.ToString(CultureInfo.InvariantCulture)), ("Cluster__Folder", shared),
            ("ConnectionStrings__cache", Line(0)), ("ConnectionStrings__labels", database.ToString()),
            ("services__dataset-store__grpc__0", $"http://{Line(2)}"), ("services__label-oracle__grpc__0", $"http://{Line(3)}"),
        ];
        var trainer = ServiceProcess.Make(ServiceNames.EncoderTrainer, state, [.. Settings(ports[0]), ("Training__Device", "cpu"), ("Training__Precision", "float32"), ("Training__Threads", "1"), ("Training__CheckpointEverySteps", "20")]);
        var classifier = ServiceProcess.Make(ServiceNames.Classifier, state, [.. Settings(ports[1]), ("services__encoder-trainer__grpc__0", trainer.Address.ToString())]);
        return new Worker(trainer, classifier, ports[1], lines);
    }

    private string Folder()
    {
        var folder = new StateCopy();
        _folders.Add(folder);
        return folder.Path;
    }

    private sealed record Worker(ServiceProcess Trainer, ServiceProcess Classifier, int SiloPort, TcpLine[] Lines);
}

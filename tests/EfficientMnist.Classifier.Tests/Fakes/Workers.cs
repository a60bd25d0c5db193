using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Silo;
using Grpc.Core;
using Grpc.Net.Client;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>Three classifiers as processes in one cluster, with a Redis and a schema in PostgreSQL of their own.</summary>
internal sealed class Workers : IAsyncDisposable
{
    private const int Count = 3;

    private readonly TestSystem _system;
    private readonly RedisProcess _redis;
    private readonly string[] _cluster;
    private readonly IReadOnlyList<int> _ports = FreePorts.Take(2 * Count);
    private readonly ServiceProcess?[] _processes = new ServiceProcess?[Count];
    private readonly GrpcChannel[] _channels;
    private readonly SharedDatabase _database;

    private Workers(TestSystem system, RedisProcess redis, string labels, TestAuthority? authority)
    {
        (_system, _redis, Database) = (system, redis, labels);
        _database = new SharedDatabase(labels);
        _cluster = ["--Cluster:Name=test", "--Cluster:Address=127.0.0.1", $"--Cluster:Folder={Path.GetTempPath()}", $"--ConnectionStrings:cache={redis.Address}", $"--ConnectionStrings:labels={labels}", .. CertificateOf(authority)];
        _channels = [.. Enumerable.Range(0, Count).Select(i => GrpcChannel.ForAddress($"http://127.0.0.1:{_ports[i]}"))];
        Clients = [.. _channels.Select(channel => new ClassifierService.ClassifierServiceClient(channel))];
    }

    /// <summary>Callers of each worker.</summary>
    public IReadOnlyList<ClassifierService.ClassifierServiceClient> Clients { get; }

    /// <summary>Where the journals are.</summary>
    public string Database { get; }

    /// <param name="system">What they work with.</param>
    /// <param name="authority">Issues their certificates; null where they speak plain text, as they may on one machine.</param>
    public static async Task<Workers> StartAsync(TestSystem system, TestAuthority? authority = null)
    {
        var workers = new Workers(system, await RedisProcess.StartNewAsync(), await PostgresServer.CreateSchemaAsync(), authority);
        try
        {
            for (var i = 0; i < Count; i++)
                workers.Start(i);
            for (var i = 0; i < Count; i++)
                await workers.UntilItAnswersAsync(i);
            return workers;
        }
        catch
        {
            await workers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker, as one that was not there before.</summary>
    public void Start(int worker)
    {
        _processes[worker]?.Dispose();
        _processes[worker] = new ServiceProcess([.. _system.ArgumentsOf(_ports[worker], $"worker-{worker}"), .. _cluster, $"--Cluster:Port={_ports[Count + worker]}"]);
    }

    // Three programs start at once, on whatever cores are left.
    public Task UntilItAnswersAsync(int worker) => Eventually.TrueAsync(async () =>
    {
        Assert.False(_processes[worker]!.HasEnded, _processes[worker]!.LastWords);
        try
        {
            await Clients[worker].ListRunsAsync(new ListRunsRequest());
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }, seconds: 240);

    /// <summary>As kill -9 does.</summary>
    public void Kill(int worker) => _processes[worker]!.Kill();

    /// <summary>The worker does nothing and answers nobody, until it is thawed.</summary>
    public void Freeze(int worker) => _processes[worker]!.Signal("STOP");

    public void Thaw(int worker) => _processes[worker]!.Signal("CONT");

    /// <summary>Whether a worker has ended by itself.</summary>
    public bool HasEnded(int worker) => _processes[worker]!.HasEnded;

    /// <summary>The worker at which each run was last told to be.</summary>
    public IReadOnlyDictionary<string, int> Places() =>
        _database.Read(session => session.Query("select run_id, worker from run_states", row => (Run: row.GetString(0), Worker: row.GetString(1))))
            .ToDictionary(placed => placed.Run, placed => Enumerable.Range(0, Count).Single(i => placed.Worker.Contains($":{_ports[Count + i]}@", StringComparison.Ordinal)));

    /// <summary>What the worker has printed last.</summary>
    public string LastWords(int worker) => _processes[worker]!.LastWords;

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
            channel.Dispose();
        foreach (var process in _processes)
            process?.Dispose();
        _database.Dispose();
        await _redis.DisposeAsync();
    }

    private static string[] CertificateOf(TestAuthority? authority)
    {
        if (authority is null)
            return [];
        var (certificate, key) = authority.Issue("worker");
        return [$"--Tls:Certificate={certificate}", $"--Tls:Key={key}", $"--Tls:Authority={authority.AuthorityPath}"];
    }
}

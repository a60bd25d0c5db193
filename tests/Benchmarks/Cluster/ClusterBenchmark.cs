using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Npgsql;

namespace Benchmarks.Cluster;

/// <summary>
/// What a cluster costs: a whole system that is alone, on SQLite and on PostgreSQL, and as the only machine of a cluster, in turns;
/// then how the work of a sweep spreads over three machines, all of them this one.
/// </summary>
internal sealed class ClusterBenchmark : IBenchmark
{
    private const int Turns = 3;
    private const int Runs = 8;
    private const int RunsOfThree = 12;
    private const int WarmQueries = 50;
    private const int Queries = 500;

    public string Name => "cluster";

    public string Title => $"a system alone and as a cluster of one, medians of {Turns} turns of {Runs} runs, each with an encoder of its own; then a cluster of three";

    public async IAsyncEnumerable<string> RunAsync()
    {
        if (PostgresServer.WhyAbsent is { } absent)
        {
            yield return absent;
            yield break;
        }
        string[] kinds = ["alone, SQLite", "alone, PostgreSQL", "cluster of one"];
        var measured = kinds.ToDictionary(kind => kind, _ => new List<Measured>());
        for (var turn = 1; turn <= Turns; turn++)
        {
            foreach (var kind in kinds)
            {
                await using var databases = await Databases.StartAsync();
                measured[kind].Add(await MeasureAsync(kind == kinds[0] ? [] : kind == kinds[1] ? databases.Ledger : databases.Cluster("one")));
                yield return $"turn {turn}: {kind,-18} {measured[kind][^1]}";
            }
        }
        var medians = kinds.ToDictionary(kind => kind, kind => new Measured(
            Medians.Of([.. measured[kind].Select(each => each.Start)]), Medians.Of([.. measured[kind].Select(each => each.RunsPerHour)]), Medians.Of([.. measured[kind].Select(each => each.QueryMilliseconds)])));
        foreach (var kind in kinds)
            yield return $"medians: {kind,-18} {medians[kind]}";
        var (alone, cluster) = (medians[kinds[1]], medians[kinds[2]]);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"the cluster beside PostgreSQL alone: {cluster.RunsPerHour / alone.RunsPerHour:0.00} of the runs, {cluster.QueryMilliseconds / alone.QueryMilliseconds:0.00} of the time of a query, {cluster.Start - alone.Start:+0.0;−0.0} s of start");
        await foreach (var line in SpreadAsync())
            yield return line;
    }

    private static async Task<Measured> MeasureAsync(IReadOnlyList<(string Name, string Value)> settings)
    {
        var clock = Stopwatch.StartNew();
        await using var system = new SystemProcess(dashboard: false, [.. settings]);
        await system.Announced;
        var start = clock.Elapsed.TotalSeconds;
        // Compiles, and makes the features of the pool.
        await system.RunAsync(Options(0));
        clock.Restart();
        await Task.WhenAll(Enumerable.Range(1, Runs).Select(seed => system.RunAsync(Options(seed))));
        var perHour = Runs / clock.Elapsed.TotalHours;
        return new Measured(start, perHour, await QueryAsync(system.Oracle));
    }

    private static async Task<double> QueryAsync(LabelOracleService.LabelOracleServiceClient oracle)
    {
        await OneLabel.OpenAsync(oracle, WarmQueries + Queries);
        var latencies = new Latencies();
        for (var sample = 0; sample < WarmQueries + Queries; sample++)
        {
            var before = Stopwatch.GetTimestamp();
            await OneLabel.BuyAsync(oracle, sample);
            if (sample >= WarmQueries)
                latencies.Add(Stopwatch.GetElapsedTime(before));
        }
        return latencies.Percentile(0.5);
    }

    private static async IAsyncEnumerable<string> SpreadAsync()
    {
        await using var databases = await Databases.StartAsync();
        await using var first = new SystemProcess(dashboard: false, [.. databases.Cluster("three")]);
        await first.Announced;
        (string, string)[] Joining() => [.. databases.Cluster("three"), ("Cluster:Join", "true"), ("services:dataset-store:grpc:0", first.StoreAddress), ("services:label-oracle:grpc:0", first.OracleAddress)];
        await using var second = new SystemProcess(dashboard: false, Joining());
        await using var third = new SystemProcess(dashboard: false, Joining());
        await Task.WhenAll(second.Announced, third.Announced);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(1, RunsOfThree).Select(seed => first.RunAsync(Options(seed))));
        yield return string.Create(CultureInfo.InvariantCulture, $"three machines on this one: {RunsOfThree} runs in {clock.Elapsed.TotalSeconds:0} s");
        await using var source = NpgsqlDataSource.Create(databases.Connection);
        foreach (var (what, query) in new[]
        {
            ("runs", "select worker, count(*) from run_states group by worker order by worker"),
            ("labels bought by them", "select s.worker, sum(jsonb_array_length(e.entry::jsonb -> 'labels')) from run_states s join run_journal_entries e using (run_id) where e.entry::jsonb ->> 'event' = 'bought' group by s.worker order by s.worker"),
            ("trainings", "select record::jsonb ->> 'worker', count(*) from trainings where record is not null group by 1 order by 1"),
        })
        {
            List<long> counts = [];
            await using var command = source.CreateCommand(query);
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                counts.Add(Convert.ToInt64(rows.GetValue(1), CultureInfo.InvariantCulture));
            yield return $"   {what} by machine: {string.Join(", ", counts)}";
        }
    }

    private static Dictionary<string, string> Options(int seed) => new()
    {
        ["preset"] = "quick",
        ["dataset"] = "glyphs",
        ["labels"] = "60",
        ["round.size"] = "10",
        ["encoder.kind"] = "ae",
        ["encoder.width"] = "4",
        ["encoder.epochs"] = "2",
        ["encoder.seed"] = seed.ToString(CultureInfo.InvariantCulture),
        ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <param name="Start">Seconds until the links are there.</param>
    /// <param name="RunsPerHour">Of runs that are started at once.</param>
    /// <param name="QueryMilliseconds">The median of a label bought by itself.</param>
    private sealed record Measured(double Start, double RunsPerHour, double QueryMilliseconds)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"start {Start,5:0.0} s, {RunsPerHour,5:0} runs/hour, label query p50 {QueryMilliseconds:0.00} ms");
    }

    /// <summary>A Redis, a schema of a PostgreSQL and a folder for one system.</summary>
    private sealed class Databases(RedisProcess redis, string connection) : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("eml-bench-").FullName;

        public string Connection => connection;

        public IReadOnlyList<(string Name, string Value)> Ledger => [("ConnectionStrings:labels", connection)];

        public static async Task<Databases> StartAsync() => new(await RedisProcess.StartNewAsync(), await PostgresServer.CreateSchemaAsync());

        public IReadOnlyList<(string Name, string Value)> Cluster(string name) =>
        [
            .. Ledger, ("ConnectionStrings:cache", redis.Address), ("Cluster:Name", name), ("Cluster:Address", "127.0.0.1"), ("Cluster:Folder", _folder),
            // And the one after it.
            ("Cluster:Port", FreePorts.Take(1)[0].ToString(CultureInfo.InvariantCulture)),
        ];

        public async ValueTask DisposeAsync()
        {
            await redis.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}

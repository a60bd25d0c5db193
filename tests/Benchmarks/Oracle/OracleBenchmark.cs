using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle;
using Grpc.Net.Client;

namespace Benchmarks.Oracle;

/// <summary>Labels bought one by one through gRPC from an oracle with a SQLite ledger: each call is a durable transaction.</summary>
internal sealed class OracleBenchmark : IBenchmark
{
    private const int Warmup = 200;
    private const int Alone = 2000;
    private const int Together = 4000;
    private const int Buyers = 16;

    public string Name => "oracle";

    public string Title => "label queries through gRPC on SQLite, one label per call";

    public async IAsyncEnumerable<string> RunAsync()
    {
        // What survives the end of the process, and what survives the loss of power.
        foreach (var synchronous in (string[])["normal", "full"])
        {
            await foreach (var line in RunAsync(synchronous))
                yield return $"synchronous={synchronous}, {line}";
        }
    }

    private static async IAsyncEnumerable<string> RunAsync(string synchronous)
    {
        var state = Directory.CreateTempSubdirectory("eml-bench-").FullName;
        await using var app = LabelOracleHost.Build(
            ["--GRPC_PORT=0", "--HTTP_PORT=0", $"--Storage:Root={state}", $"--Ledger:Synchronous={synchronous}", "--Logging:LogLevel:Default=Warning"]);
        await app.StartAsync();
        using var channel = GrpcChannel.ForAddress(app.Urls.First());
        var oracle = new LabelOracleService.LabelOracleServiceClient(channel);
        await OneLabel.OpenAsync(oracle, Warmup + Alone + Together);

        var next = -1;
        for (var i = 0; i < Warmup; i++)
            await OneLabel.BuyAsync(oracle, ++next);

        var latencies = new Latencies();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Alone; i++)
        {
            var before = Stopwatch.GetTimestamp();
            await OneLabel.BuyAsync(oracle, ++next);
            latencies.Add(Stopwatch.GetElapsedTime(before));
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"one buyer: {Alone / clock.Elapsed.TotalSeconds:0} labels/s, {latencies}");

        clock.Restart();
        await Task.WhenAll(Enumerable.Range(0, Buyers).Select(async _ =>
        {
            for (var i = 0; i < Together / Buyers; i++)
                await OneLabel.BuyAsync(oracle, Interlocked.Increment(ref next));
        }));
        yield return string.Create(CultureInfo.InvariantCulture, $"{Buyers} buyers: {Together / clock.Elapsed.TotalSeconds:0} labels/s");

        await app.StopAsync();
        Directory.Delete(state, recursive: true);
    }
}

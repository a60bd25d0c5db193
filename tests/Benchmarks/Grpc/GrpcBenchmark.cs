using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Net.Client;

namespace Benchmarks.Grpc;

/// <summary>Unary calls with our client and server beside Python grpcio's: two processes each, one connection, 100-byte messages.</summary>
internal sealed class GrpcBenchmark : IBenchmark
{
    private const int Concurrency = 16;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly EchoMessage Message = new() { Payload = ByteString.CopyFrom(new byte[100]) };

    public string Name => "grpc";

    public string Title => "unary calls, our client and server beside Python grpcio's";

    public async IAsyncEnumerable<string> RunAsync()
    {
        var ours = await OursAsync();
        var theirs = await TheirsAsync();
        yield return Text("ours", ours);
        yield return Text("grpcio", theirs);
        yield return string.Create(CultureInfo.InvariantCulture, $"calls/s {ours.CallsPerSecond / theirs.CallsPerSecond:0.00} × grpcio, p50 {ours.P50 / theirs.P50:0.00} ×, p99 {ours.P99 / theirs.P99:0.00} ×");
    }

    private static string Text(string who, Result result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{who,-7} {result.CallsPerSecond,8:0} calls/s with {Concurrency} at once; alone p50 {result.P50:0.000} ms, p99 {result.P99:0.000} ms");

    private static async Task<Result> OursAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardInput = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Benchmarks.dll"));
        start.ArgumentList.Add("echo-server");
        using var server = Process.Start(start) ?? throw new InvalidOperationException("The echo server could not be started.");
        try
        {
            var port = await server.StandardOutput.ReadLineAsync();
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
            var client = new Echo.EchoClient(channel);
            await CallsAsync(client, 1, Duration / 5);
            var (_, latencies) = await CallsAsync(client, 1, Duration);
            await CallsAsync(client, Concurrency, Duration / 5);
            var (rate, _) = await CallsAsync(client, Concurrency, Duration);
            return new Result(rate, latencies.Percentile(0.5), latencies.Percentile(0.99));
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static async Task<(double Rate, Latencies Latencies)> CallsAsync(Echo.EchoClient client, int concurrency, TimeSpan duration)
    {
        var latencies = new Latencies();
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async worker =>
        {
            var count = 0;
            while (clock.Elapsed < duration)
            {
                var before = Stopwatch.GetTimestamp();
                await client.SayAsync(Message);
                if (worker == 0)
                    latencies.Add(Stopwatch.GetElapsedTime(before));
                count++;
            }

            return count;
        }));
        return (counts.Sum() / clock.Elapsed.TotalSeconds, latencies);
    }

    private static async Task<Result> TheirsAsync()
    {
        using var server = PythonPeer.Start("echo.py", "server");
        try
        {
            var port = await server.StandardOutput.ReadLineAsync();
            var json = await PythonPeer.RunAsync(
                "echo.py", "client", port!, Duration.TotalSeconds.ToString(CultureInfo.InvariantCulture), Concurrency.ToString(CultureInfo.InvariantCulture));
            return json.Deserialize<Result>(JsonSerializerOptions.Web) ?? throw new InvalidOperationException("echo.py printed no result.");
        }
        finally
        {
            server.Kill();
        }
    }

    private sealed record Result(double CallsPerSecond, double P50, double P99);
}

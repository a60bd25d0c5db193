using System.Collections.Concurrent;
using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Tests.Storage;
using Grpc.Net.Client;

namespace EfficientMnist.LabelOracle.Tests.Edge;

/// <summary>The service as a process of its own, which a test can kill.</summary>
internal sealed class OracleProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private OracleProcess(Process process, string address)
    {
        _process = process;
        _channel = GrpcChannel.ForAddress(address);
        Client = new LabelOracleService.LabelOracleServiceClient(_channel);
    }

    public LabelOracleService.LabelOracleServiceClient Client { get; }

    public static async Task<OracleProcess> StartAsync(TestStorage storage)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(LabelOracleHost).Assembly.Location);
        foreach (var argument in OracleServer.Arguments(storage))
            start.ArgumentList.Add(argument);

        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"The oracle ended before it listened:\n{string.Join('\n', output)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new OracleProcess(process, await address.Task.WaitAsync(TimeSpan.FromSeconds(60)));

        void Heard(string? line)
        {
            output.Enqueue(line ?? "");
            var at = line?.IndexOf(Listening, StringComparison.Ordinal) ?? -1;
            if (at >= 0)
                address.TrySetResult(line![(at + Listening.Length)..]); // the first endpoint is the one for gRPC
        }
    }

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}

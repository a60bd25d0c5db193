using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.TestSupport;

/// <summary>A real redis-server on a free port, nothing saved to disk.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private readonly string[] arguments;
    private Process? process;

    private RedisProcess(int port, string[] arguments)
    {
        Port = port;
        this.arguments = arguments;
    }

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<RedisProcess> StartNewAsync(params string[] arguments)
    {
        var redis = new RedisProcess(FreePort(), arguments);
        await redis.StartAsync();
        return redis;
    }

    public static int FreePort() => FreePorts.Take(1)[0];

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        string[] all = ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. arguments];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        await Eventually.TrueAsync(() => Task.FromResult(CanConnect()));
    }

    /// <summary>The server keeps its connections and does not answer any more.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await KillAsync();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private bool CanConnect()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

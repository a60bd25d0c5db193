using System.Security.Cryptography;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Health;
using EfficientMnist.Contracts.Topology;
using Grpc.Core;

namespace EfficientMnist.Cli.Hosting;

/// <summary>A whole system of one's own on free ports: the AppHost without dashboard and main job. Ends with this object.</summary>
internal sealed class HeadlessSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly AppHostProcess _appHost;
    private readonly string _stateFolder;

    private HeadlessSystem(AppHostProcess appHost, SystemAddresses addresses, string stateFolder)
    {
        _appHost = appHost;
        _stateFolder = stateFolder;
        Addresses = addresses;
    }

    public SystemAddresses Addresses { get; }

    /// <summary>Starts the system and waits until every service is healthy.</summary>
    /// <exception cref="SystemFailedException">It did not come up; names its log.</exception>
    public static async Task<HeadlessSystem> StartAsync(string root, Screen screen, CancellationToken cancellationToken)
    {
        var repository = RepositoryFolder.Find(root);
        string[] names = [.. ServiceNames.Grpc, ServiceNames.Web];
        var ports = names.Zip(FreePorts.Take(names.Length)).ToDictionary(pair => pair.First, pair => pair.Second);
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        string[] settings = ["--Learn:Enabled=false", "--Dashboard:Enabled=false", .. ports.Select(p => $"--Ports:{p.Key}={p.Value}")];
        var appHost = AppHostProcess.Start(repository, settings, key);
        var addresses = new SystemAddresses
        {
            Services = ServiceNames.Grpc.ToDictionary(name => name, name => new Uri($"http://127.0.0.1:{ports[name]}")),
            Key = key,
        };
        var system = new HeadlessSystem(appHost, addresses, StateFolder.Find(screen.Environment("Storage__Root")));
        try
        {
            screen.Error.WriteLine("Starting the system …");
            await system.WaitUntilHealthyAsync(screen.Time, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Leaves the log where it is when the system ends, and says where.</summary>
    public string KeepLog() => _appHost.KeepLog();

    public ValueTask DisposeAsync() => _appHost.DisposeAsync();

    private async Task WaitUntilHealthyAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var connection = new SystemConnection(Addresses);
        foreach (var service in ServiceNames.Grpc)
        {
            while (!await IsServingAsync(connection, service, time, cancellationToken))
            {
                if (_appHost.ExitCode is { } code)
                    throw new SystemFailedException($"The system ended while it started, with exit code {code}.\n{_appHost.LogTail()}\nIts log: {KeepLog()}");
                if (LeftEnded() is ({ } name, { } trouble))
                    throw new SystemFailedException($"{name} ended {trouble.Ends} times within a minute and is left ended: {trouble.Why}\nThe system's log: {KeepLog()}");
                if (time.GetElapsedTime(started) > StartPatience)
                    throw new SystemFailedException($"{service} was not healthy within {StartPatience.TotalMinutes:F0} minutes.\n{_appHost.LogTail()}\nThe system's log: {KeepLog()}");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // A service that the AppHost has given up.
    private (string Name, ServiceTrouble Trouble)? LeftEnded()
    {
        if (SystemFile.TryRead(_stateFolder) is not { } file || file.Key != Addresses.Key)
            return null;
        foreach (var (name, service) in file.Services)
        {
            if (service.Trouble is { IsLeftEnded: true } trouble)
                return (name, trouble);
        }
        return null;
    }

    private static async Task<bool> IsServingAsync(SystemConnection connection, string service, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await ServiceHealth.IsServingAsync(connection.Invoker(service), time.GetUtcNow().UtcDateTime + CheckDeadline, cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

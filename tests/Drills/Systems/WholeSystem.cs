using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.TestSupport;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Drills.Systems;

/// <summary>The whole system as the AppHost starts it, on free ports and a state folder of its own.</summary>
internal sealed class WholeSystem : IAsyncDisposable
{
    /// <summary>The name of Redis among the services.</summary>
    public const string Redis = "cache";

    private const string StateVariable = "Storage__Root";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private readonly StateCopy _state = new();
    private readonly Dictionary<string, GrpcChannel> _channels = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _said = [];
    private readonly Dictionary<string, int> _ports;
    private Process _appHost;

    private WholeSystem()
    {
        string[] names = [.. ServiceNames.Grpc, ServiceNames.Web];
        _ports = names.Zip(FreePorts.Take(names.Length)).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var name in ServiceNames.Grpc)
            _channels[name] = GrpcChannel.ForAddress($"http://127.0.0.1:{_ports[name]}");
        WebAddress = new Uri($"http://127.0.0.1:{_ports[ServiceNames.Web]}");
        _appHost = Begin();
    }

    /// <summary>The state folder.</summary>
    public string State => _state.Path;

    public Uri WebAddress { get; }

    public string LastWords => string.Join('\n', _said.TakeLast(15));

    /// <summary>Starts a system. Aspire gives its orchestrator twenty seconds, which a busy machine may not have: a second one is started then.</summary>
    public static async Task<WholeSystem> StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var system = new WholeSystem();
            try
            {
                await system.WaitUntilItServesAsync(cancellationToken);
                return system;
            }
            catch (TimeoutException) when (attempt == 1 && system._appHost.HasExited)
            {
                await system.DisposeAsync();
            }
            catch
            {
                await system.DisposeAsync();
                throw;
            }
        }
    }

    public CallInvoker WithoutKey(string service) => _channels[service].CreateCallInvoker();

    public CallInvoker Calls(string service) => WithoutKey(service).Intercept(headers =>
    {
        headers.Add(SystemFile.KeyHeader, ServiceProcess.Key);
        return headers;
    });

    /// <summary>Waits until every service serves.</summary>
    public async Task WaitUntilItServesAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        foreach (var name in ServiceNames.Grpc)
        {
            while (!await ServesAsync(name))
            {
                if (_appHost.HasExited || clock.Elapsed > StartPatience)
                    throw new TimeoutException($"{name} does not serve after {clock.Elapsed.TotalSeconds:0} s. The AppHost said: {LastWords}");
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <summary>The port of the Redis of this system; null where it is not up at the moment.</summary>
    public int? RedisPort() => ProcessOf(Redis) is { } id && Read(id, "cmdline").Split([':', '\0', ' ']) is [_, _, var port, ..] && int.TryParse(port, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Kills a service with SIGKILL; the AppHost starts it again. False where it is not up at the moment.</summary>
    /// <param name="service">A service, or <see cref="Redis"/>.</param>
    public bool Kill(string service)
    {
        try
        {
            using var process = ProcessOf(service) is { } id ? Process.GetProcessById(id) : null;
            process?.Kill();
            return process is not null;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended by itself.
            return false;
        }
    }

    /// <summary>Ends it in order; its state stays.</summary>
    public async Task EndAsync()
    {
        if (_appHost.HasExited)
            return;
        using var terminate = Process.Start("kill", ["-TERM", _appHost.Id.ToString(CultureInfo.InvariantCulture)]);
        await terminate.WaitForExitAsync();
        await _appHost.WaitForExitAsync();
    }

    /// <summary>Kills the AppHost with SIGKILL, waits until its orchestrator has ended the services, and starts another one.</summary>
    public async Task KillAppHostAsync(CancellationToken cancellationToken)
    {
        _appHost.Kill();
        await _appHost.WaitForExitAsync(cancellationToken);
        string[] services = [.. ServiceNames.Grpc, ServiceNames.Web, Redis];
        var clock = Stopwatch.StartNew();
        while (services.FirstOrDefault(service => ProcessOf(service) is not null) is { } left)
        {
            if (clock.Elapsed > StartPatience)
                throw new TimeoutException($"{left} is up {clock.Elapsed.TotalSeconds:0} s after the AppHost was killed.");
            await Task.Delay(100, cancellationToken);
        }
        _appHost.Dispose();
        _appHost = Begin();
        await WaitUntilItServesAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
        await EndAsync();
        _appHost.Dispose();
        _state.Dispose();
    }

    private Process Begin()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Repository.AppHost, "--Learn:Enabled=false", "--Dashboard:Enabled=false", .. _ports.Select(port => $"--Ports:{port.Key}={port.Value}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Repository.AppHost)!,
        };
        start.Environment["Services__Key"] = ServiceProcess.Key;
        // In the environment, which the orchestrator inherits: by it the processes of this system are told from those of others.
        start.Environment[StateVariable] = _state.Path;
        var appHost = Process.Start(start) ?? throw new InvalidOperationException("The AppHost could not be started.");
        appHost.OutputDataReceived += (_, line) => Hear(line.Data);
        appHost.ErrorDataReceived += (_, line) => Hear(line.Data);
        appHost.BeginOutputReadLine();
        appHost.BeginErrorReadLine();
        return appHost;
    }

    private async Task<bool> ServesAsync(string name)
    {
        try
        {
            var health = await new Health.HealthClient(Calls(name)).CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow.AddSeconds(5));
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    // Only processes of this system, by its state folder; redis-server writes over its environment, so its parent's tells.
    private int? ProcessOf(string service)
    {
        var program = service == Redis ? "redis-server" : "EfficientMnist." + string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) + ".dll";
        return Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Read(id, "cmdline").Contains(program, StringComparison.Ordinal) && HasState(service == Redis ? Parent(id) : id))
            .Select(id => (int?)id)
            .FirstOrDefault();
    }

    private bool HasState(int id) => id > 0 && Read(id, "environ").Split('\0').Contains($"{StateVariable}={State}");

    // Name in brackets, state, parent, …
    private static int Parent(int id) =>
        Read(id, "stat") is { Length: > 0 } stat && stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    // A process may end meanwhile, or be another user's.
    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Hear(string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
            _said.Enqueue(line);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using EfficientMnist.Contracts.Topology;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace EndToEnd.Tests;

/// <summary>The whole system as a user starts it: the AppHost as a process, on ports and a state folder of its own.</summary>
internal sealed class RunningSystem : IAsyncDisposable
{

    public const string Key = "key-of-the-end-to-end-tests";
    public const string WebToken = "token-of-the-end-to-end-tests";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, int> _ports;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly List<GrpcChannel> _channels = [];
    private readonly IReadOnlyList<string> _settings;
    private Process _process;

    private RunningSystem(string stateFolder, Dictionary<string, int> ports, IReadOnlyList<string> settings)
    {
        StateFolder = stateFolder;
        _ports = ports;
        _settings = settings;
        _process = Launch();
    }

    public string StateFolder { get; }

    public string WebAddress => $"http://127.0.0.1:{_ports[ServiceNames.Web]}";

    public string Log => string.Join('\n', _log);

    /// <summary>Starts the system and waits until every service answers healthy.</summary>
    public static async Task<RunningSystem> StartAsync(params string[] settings)
    {
        string[] names = [.. ServiceNames.Grpc, ServiceNames.Web];
        var ports = FreePorts.Take(names.Length);
        var system = new RunningSystem(
            Directory.CreateTempSubdirectory("eml-e2e-").FullName,
            names.Zip(ports).ToDictionary(pair => pair.First, pair => pair.Second),
            settings);
        await system.WaitUntilHealthyAsync();
        return system;
    }

    /// <summary>A gRPC address of a service, for programs outside the tests.</summary>
    public string GrpcAddress(string service) => $"http://127.0.0.1:{_ports[service]}";

    /// <summary>A channel that carries the service key.</summary>
    public CallInvoker Connect(string service)
    {
        var channel = GrpcChannel.ForAddress(GrpcAddress(service), new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        _channels.Add(channel);
        return channel.Intercept(headers =>
        {
            headers.Add(ServiceKeyFile.Header, Key);
            return headers;
        });
    }

    /// <summary>What a child process needs to call the services.</summary>
    public IReadOnlyDictionary<string, string> ClientEnvironment => ServiceNames.Grpc
        .ToDictionary(name => $"services__{name}__grpc__0", GrpcAddress)
        .Append(KeyValuePair.Create("Services__Key", Key))
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>Ends the AppHost as the out-of-memory killer would, and starts it again on the same state.</summary>
    public async Task KillAndRestartAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await UntilAsync("the ports of the killed system to be free", () => Task.FromResult(_ports.Values.All(IsFree)));
        _process = Launch();
        await WaitUntilHealthyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
            channel.Dispose();
        if (!_process.HasExited)
        {
            using var terminate = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await _process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        Directory.Delete(StateFolder, recursive: true);
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(Repository.AppHost)!,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Repository.AppHost);
        foreach (var (service, port) in _ports)
            start.ArgumentList.Add($"--Ports:{service}={port}");
        foreach (var setting in _settings)
            start.ArgumentList.Add(setting);
        start.ArgumentList.Add($"--Storage:Root={StateFolder}");
        start.ArgumentList.Add($"--Services:Key={Key}");
        start.ArgumentList.Add($"--Web:Token={WebToken}");
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";

        var process = Process.Start(start) ?? throw new InvalidOperationException("The AppHost could not be started.");
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Append(string? line)
    {
        if (line is not null)
            _log.Enqueue(line);
    }

    private async Task WaitUntilHealthyAsync()
    {
        var health = ServiceNames.Grpc.Select(name => new Grpc.Health.V1.Health.HealthClient(Connect(name))).ToList();
        await UntilAsync("every service to be healthy", async () =>
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The AppHost ended with exit code {_process.ExitCode}:\n{Log}");
            foreach (var client in health)
            {
                var response = await client.CheckAsync(new Grpc.Health.V1.HealthCheckRequest());
                if (response.Status != Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving)
                    return false;
            }

            return true;
        });
    }

    /// <summary>Asks again and again until the answer is yes.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> question)
    {
        var clock = Stopwatch.StartNew();
        while (!await AnswersYesAsync(question))
        {
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"Waited {Patience} for {what}. The AppHost said:\n{Log}");
            await Task.Delay(100);
        }
    }

    private static async Task<bool> AnswersYesAsync(Func<Task<bool>> question)
    {
        try
        {
            return await question();
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
        {
            return false;
        }
    }
}

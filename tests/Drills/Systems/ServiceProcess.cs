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

/// <summary>One service as a process, on the same port in all its lives.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>The key that its callers need.</summary>
    public const string Key = "key-of-the-drill";

    private const int RememberedLines = 200;
    private const int RememberedFailures = 10_000;
    private const int RememberedLinesOfAFailure = 12;
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan HealthPatience = TimeSpan.FromSeconds(5);

    private readonly string _program;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly IReadOnlyList<string> _prefix;
    private readonly ConcurrentQueue<string> _said = [];
    private readonly ConcurrentQueue<ConcurrentQueue<string>> _failures = [];
    private ConcurrentQueue<string>? _failing;
    private readonly GrpcChannel _channel;
    private Process? _process;

    private ServiceProcess(string name, string program, int port, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> prefix)
    {
        (Name, _program, _environment, _prefix) = (name, program, environment, prefix);
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = 64 << 20 });
        WithoutKey = _channel.CreateCallInvoker();
        Calls = WithoutKey.Intercept(headers =>
        {
            headers.Add(SystemFile.KeyHeader, Key);
            return headers;
        });
    }

    public string Name { get; }

    public Uri Address { get; }

    /// <summary>Where it answers browsers.</summary>
    public Uri PageAddress => new($"http://127.0.0.1:{_environment["HTTP_PORT"]}");

    /// <summary>Calls with the key.</summary>
    public CallInvoker Calls { get; }

    public CallInvoker WithoutKey { get; }

    public int Id => _process?.Id ?? 0;

    /// <summary>What it has printed, as far as it is remembered.</summary>
    public string Everything => string.Join('\n', _said);

    /// <summary>What it has logged as an error, each with the lines that followed, as far as it is remembered.</summary>
    public IEnumerable<string> Failures => _failures.Select(lines => string.Join(' ', lines.Select(line => line.Trim())));

    /// <summary>What it has printed last.</summary>
    public string LastWords => string.Join('\n', _said.TakeLast(12));

    public bool HasEnded => _process is not { HasExited: false };

    /// <summary>Starts a service and waits until it serves.</summary>
    /// <param name="name">Its name, as in <see cref="ServiceNames"/>.</param>
    /// <param name="state">The state folder.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<ServiceProcess> StartAsync(string name, string state, params (string Name, string Value)[] settings)
    {
        var service = Make(name, state, settings);
        await service.StartAsync();
        return service;
    }

    /// <summary>A service that is not started yet.</summary>
    public static ServiceProcess Make(string name, string state, params (string Name, string Value)[] settings) => MakeBehind([], name, state, settings);

    /// <summary>A service that is not started yet and that a command will start: the words before its own.</summary>
    public static ServiceProcess MakeBehind(IReadOnlyList<string> prefix, string name, string state, params (string Name, string Value)[] settings)
    {
        var project = "EfficientMnist." + string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        var ports = FreePorts.Take(2);
        var environment = new Dictionary<string, string>
        {
            ["GRPC_PORT"] = ports[0].ToString(CultureInfo.InvariantCulture),
            ["HTTP_PORT"] = ports[1].ToString(CultureInfo.InvariantCulture),
            ["Services__Key"] = Key,
            ["Storage__Root"] = state,
            ["Datasets__Root"] = state,
            ["Logging__LogLevel__Default"] = "Warning",
        };
        // As the AppHost has it.
        foreach (var (variable, value) in name is ServiceNames.EncoderTrainer or ServiceNames.Classifier ? TensorMemory.Environment() : new Dictionary<string, string>())
            environment[variable] = value;
        foreach (var (setting, value) in settings)
            environment[setting] = value;
        return new ServiceProcess(name, Path.Combine(Repository.Root, "src", project, "bin", Repository.Configuration, "net10.0", project + ".dll"), ports[0], environment, prefix);
    }

    /// <summary>Starts it again, and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public async Task StartAsync()
    {
        Begin();
        var clock = Stopwatch.StartNew();
        while (!await ServesAsync())
        {
            if (HasEnded)
                throw new InvalidOperationException($"{Name} ended while it started: {LastWords}");
            if (clock.Elapsed > StartPatience)
                throw new TimeoutException($"{Name} does not serve after {StartPatience.TotalSeconds:0} s: {LastWords}");
            await Task.Delay(50);
        }
    }

    /// <summary>The process goes no further and answers nobody, as one that is cut off from everything.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Whether it says that it serves.</summary>
    public async Task<bool> ServesAsync()
    {
        try
        {
            if (Name == ServiceNames.Web)
            {
                using var http = new HttpClient { BaseAddress = PageAddress, Timeout = HealthPatience };
                using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            var health = await new Health.HealthClient(Calls).CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow + HealthPatience);
            return health.Status == HealthCheckResponse.Types.ServingStatus.Serving;
        }
        catch (Exception error) when (error is RpcException or HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>Resident megabytes.</summary>
    public double Megabytes()
    {
        if (_process is not { HasExited: false } process)
            return 0;
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await KillAsync();
    }

    private async Task SignalAsync(string signal)
    {
        if (HasEnded)
            return;
        using var kill = Process.Start("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private void Begin()
    {
        string[] words = [.. _prefix, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", _program];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(_program)!,
        };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{Name} could not be started.");
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Hear(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        _said.Enqueue(line);
        HearFailure(line);
        if (_said.Count > RememberedLines)
            _said.TryDequeue(out _);
    }

    // A log entry begins at the edge, with its level; what belongs to it is indented.
    private void HearFailure(string line)
    {
        if (!char.IsWhiteSpace(line[0]))
        {
            _failing = (line.StartsWith("fail:", StringComparison.Ordinal) || line.StartsWith("crit:", StringComparison.Ordinal)) && _failures.Count < RememberedFailures ? [] : null;
            if (_failing is not null)
                _failures.Enqueue(_failing);
        }
        if (_failing?.Count < RememberedLinesOfAFailure)
            _failing.Enqueue(line);
    }
}

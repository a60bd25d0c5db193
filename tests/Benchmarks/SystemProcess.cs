using System.Diagnostics;
using System.Globalization;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.TestSupport;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Benchmarks;

/// <summary>The whole system as the AppHost starts it, on free ports and a state folder of its own, with clients of its services and what its processes occupy.</summary>
internal sealed class SystemProcess : IAsyncDisposable
{
    /// <summary>What lets a person in.</summary>
    public const string WebToken = "token-of-the-benchmark";

    private const string Key = "key-of-the-benchmark";
    private const string DashboardName = "dashboard";
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly string _state = Directory.CreateTempSubdirectory("eml-bench-").FullName;
    private readonly Process _appHost;
    private readonly List<GrpcChannel> _channels = [];

    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="dashboard">Whether Aspire's dashboard is part of it.</param>
    /// <param name="settings">Further settings, such as <c>Cluster:Name</c>; one that joins a cluster begins no system of its own.</param>
    public SystemProcess(bool dashboard = false, params (string Name, string Value)[] settings)
    {
        string[] names = [.. ServiceNames.Grpc, ServiceNames.Web, DashboardName];
        var ports = names.Zip(FreePorts.Take(names.Length)).ToDictionary(pair => pair.First, pair => pair.Second);
        var start = new ProcessStartInfo("dotnet", ["exec", Repository.AppHost, "--Learn:Enabled=false", $"--Dashboard:Enabled={dashboard}", $"--Storage:Root={_state}", .. ports.Select(port => $"--Ports:{port.Key}={port.Value}")])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(Repository.AppHost)!,
        };
        (start.Environment["Services__Key"], start.Environment["Web__Token"]) = (Key, WebToken);
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _appHost = Process.Start(start) ?? throw new InvalidOperationException("The AppHost could not be started.");
        _appHost.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && (text.Contains("Web page", StringComparison.Ordinal) || text.Contains("works for the cluster", StringComparison.Ordinal)))
                _announced.TrySetResult();
        };
        _appHost.BeginOutputReadLine();
        (WebAddress, StoreAddress, OracleAddress) = (Address(ServiceNames.Web), Address(ServiceNames.DatasetStore), Address(ServiceNames.LabelOracle));
        Classifier = new(Connect(ports[ServiceNames.Classifier]));
        Trainer = new(Connect(ports[ServiceNames.EncoderTrainer]));
        Oracle = new(Connect(ports[ServiceNames.LabelOracle]));
        Datasets = new(Connect(ports[ServiceNames.DatasetStore]));

        string Address(string name) => $"http://127.0.0.1:{ports[name]}";
    }

    /// <summary>Completes when the console shows the links, which is when every service is healthy.</summary>
    public Task Announced => _announced.Task;

    /// <summary>A folder that is deleted with the system.</summary>
    public string Folder => _state;

    /// <summary>Where the pages are.</summary>
    public string WebAddress { get; }

    /// <summary>Where its dataset-store is.</summary>
    public string StoreAddress { get; }

    /// <summary>Where its label-oracle is.</summary>
    public string OracleAddress { get; }

    public ClassifierService.ClassifierServiceClient Classifier { get; }

    public EncoderTrainerService.EncoderTrainerServiceClient Trainer { get; }

    public LabelOracleService.LabelOracleServiceClient Oracle { get; }

    public DatasetStoreService.DatasetStoreServiceClient Datasets { get; }

    /// <summary>For the first call: the service answers once it is up.</summary>
    public static CallOptions Patient => new CallOptions(deadline: DateTime.UtcNow + StartPatience).WithWaitForReady();

    /// <summary>Runs an experiment to its end.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="runId">Its name; made up where it is empty.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task RunAsync(IReadOnlyDictionary<string, string> options, string runId = "")
    {
        var request = new StartRunRequest { RunId = runId };
        request.Options.Add(options.ToDictionary());
        var run = (await Classifier.StartRunAsync(request, Patient)).Run;
        using var watch = Classifier.WatchRun(new WatchRunRequest { RunId = run.RunId });
        await foreach (var update in watch.ResponseStream.ReadAllAsync())
            run = update.Run;
        if (run.State != RunState.Completed)
            throw new InvalidOperationException($"Run {run.RunId} ended {run.State}: {run.Error}");
    }

    /// <summary>
    /// Resident megabytes of each service, by its name, of Redis and of all that starts and watches them together: now, and at most
    /// since it was started.
    /// </summary>
    public IReadOnlyDictionary<string, (double Now, double Peak)> Memory()
    {
        var processes = Directory.GetDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
            .Select(folder => (Folder: folder, Status: Read(Path.Combine(folder, "status"))))
            .Where(process => process.Status.Length > 0)
            .Select(process => (process.Folder, process.Status, Id: Number(process.Status, "Pid:"), Parent: Number(process.Status, "PPid:"), Service: ServiceOf(process.Folder)))
            .ToList();
        // The orchestrator that has started the services, and what has started that.
        var orchestrators = processes.Where(process => process.Service is not null).Select(process => process.Parent).ToHashSet();
        orchestrators.UnionWith([.. processes.Where(process => orchestrators.Contains(process.Id) && process.Parent != 1).Select(process => process.Parent), _appHost.Id]);
        return processes
            .Select(process => (Name: process.Service ?? (Orchestrated(process.Id, process.Parent) ? Other(process.Folder) : null), process.Status))
            .Where(process => process.Name is not null)
            .GroupBy(process => process.Name!)
            .ToDictionary(group => group.Key, group => (group.Sum(process => Number(process.Status, "VmRSS:") / 1024.0), group.Sum(process => Number(process.Status, "VmHWM:") / 1024.0)));

        bool Orchestrated(int id, int parent) => orchestrators.Contains(id) || orchestrators.Contains(parent);
        static string Other(string folder) => Read(Path.Combine(folder, "comm")).StartsWith("redis", StringComparison.Ordinal) ? "Redis" : "AppHost";
    }

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(channel => channel.Dispose());
        using (var terminate = Process.Start("kill", ["-TERM", _appHost.Id.ToString(CultureInfo.InvariantCulture)]))
            await terminate.WaitForExitAsync();
        await _appHost.WaitForExitAsync();
        _appHost.Dispose();
        Directory.Delete(_state, recursive: true);
    }

    private CallInvoker Connect(int port)
    {
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        _channels.Add(channel);
        return channel.Intercept(headers =>
        {
            headers.Add(SystemFile.KeyHeader, Key);
            return headers;
        });
    }

    // The services of this system have its state folder in their environment.
    private string? ServiceOf(string folder)
    {
        if (!Read(Path.Combine(folder, "environ")).Split('\0').Contains($"{StateFolder.Key.Replace(":", "__", StringComparison.Ordinal)}={_state}"))
            return null;
        var program = Read(Path.Combine(folder, "cmdline")).Split('\0').FirstOrDefault(argument => argument.EndsWith(".dll", StringComparison.Ordinal));
        return program is null ? null : Path.GetFileNameWithoutExtension(program).Replace("EfficientMnist.", "", StringComparison.Ordinal);
    }

    // A process that has ended and is still listed occupies nothing.
    private static int Number(string status, string name) => status.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        ? int.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;

    // A process may end while its files are read, or be another user's.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

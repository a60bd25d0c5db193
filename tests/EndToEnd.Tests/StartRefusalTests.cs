using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EfficientMnist.Contracts.Topology;

namespace EndToEnd.Tests;

/// <summary>An AppHost that cannot start says why in one line, and starts nothing.</summary>
public sealed class StartRefusalTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("eml-refused-").FullName;
    private readonly IReadOnlyList<int> _ports = FreePorts.Take(6);

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task Start_OnAPortThatIsTaken_NamesItAndItsService()
    {
        using var other = new TcpListener(IPAddress.Loopback, _ports[3]);
        other.Start();

        var run = await StartAsync();

        var port = _ports[3].ToString(CultureInfo.InvariantCulture);
        AssertRefused(run, $"Port {port} of encoder-trainer is taken", "--Ports:encoder-trainer=<port>");
    }

    [Fact]
    public async Task Start_WithTwoServicesOnOnePort_NamesBoth()
    {
        var port = _ports[1].ToString(CultureInfo.InvariantCulture);

        AssertRefused(await StartAsync(further: $"--Ports:classifier={port}"), $"Port {port} is given to dataset-store and to classifier", "--Ports:classifier=<port>");
    }

    [Fact]
    public async Task Start_WithoutRedisServer_SaysHowToGetIt() =>
        AssertRefused(await StartAsync(path: _state), "There is no redis-server on PATH", "apt-get install redis-server", "--ConnectionStrings:cache=");

    [Fact]
    public async Task Start_OnTheStateFolderOfAnotherSystem_NamesTheFolder()
    {
        using var other = new FileStream(Path.Combine(_state, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await File.WriteAllTextAsync(Path.Combine(_state, "system.json"), "key of the other system");

        AssertRefused(await StartAsync(), "Another system is running", _state);

        Assert.Equal("key of the other system", await File.ReadAllTextAsync(Path.Combine(_state, "system.json")));
    }

    [Fact]
    public async Task Join_WithoutSettings_ListsWhatIsNeeded()
    {
        var run = await StartAsync(further: "--Cluster:Join=true");

        Assert.Equal(1, run.ExitCode);
        Assert.All(
            ["--Cluster:Name=…", "--Cluster:Address=…", "--Cluster:Folder=…", "--ConnectionStrings:cache=…", "--ConnectionStrings:labels=…", "--Services:Key=…", "--services:dataset-store:grpc:0=…", "--services:label-oracle:grpc:0=…"],
            setting => Assert.Contains(setting, run.Errors, StringComparison.Ordinal));
    }

    private static void AssertRefused(ProgramRun run, params string[] parts)
    {
        Assert.Equal(1, run.ExitCode);
        var line = Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private Task<ProgramRun> StartAsync(string? path = null, string? further = null)
    {
        string[] names = ["web", "dataset-store", "label-oracle", "encoder-trainer", "classifier", "dashboard"];
        var ports = names.Zip(_ports, (name, port) => string.Create(CultureInfo.InvariantCulture, $"--Ports:{name}={port}"));
        var environment = new Dictionary<string, string> { ["Storage__Root"] = _state };
        if (path is not null)
            environment["PATH"] = path;
        return ProgramRun.OfAsync(Environment.ProcessPath!, ["exec", Repository.AppHost, .. ports, .. further is null ? [] : new[] { further }], environment);
    }
}

using System.Globalization;
using System.Security.Cryptography;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.AppHost.Startup;

/// <summary>
/// What the graph depends on, from the environment and from arguments such as <c>--Learn:Enabled=false</c>. Nothing else of the
/// graph is read from anywhere else.
/// </summary>
internal sealed record AppHostSettings
{
    private const string DashboardName = "dashboard";
    private const int DefaultDashboardPort = 15300;

    // dotnet run works in the AppHost's own folder, people in the repository's.
    private static readonly string[] UsualDataFolders = ["data", "../data"];

    private readonly IConfiguration _configuration;

    private AppHostSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        ServiceKey = configuration["Services:Key"] is { Length: > 0 } given ? given : Secret(24);
    }

    /// <summary>Folder of everything that survives a restart.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The key that calls between services carry: <c>Services:Key</c>, else a new one.</summary>
    public string ServiceKey { get; }

    /// <summary>The password of the Redis that this system starts.</summary>
    public string CachePassword { get; } = Secret(24);

    /// <summary>The token in the web page's login link.</summary>
    public required string WebToken { get; init; }

    /// <summary>Folder with data sets; null where each service looks in its default places.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether the default experiment runs once the services stand.</summary>
    public bool Learn { get; init; }

    /// <summary>Deviations of that experiment from its defaults, such as <c>labels=500</c>.</summary>
    public IReadOnlyList<string> LearnOptions { get; init; } = [];

    /// <summary>Whether the AppHost ends when the experiment has ended.</summary>
    public bool ExitAfterLearn { get; init; }

    /// <summary>Where the dashboard's page is; null where there is none.</summary>
    public Uri? DashboardAddress { get; init; }

    /// <summary>Whether the Orleans dashboards of trainer and classifier are there, behind the page's login.</summary>
    public bool OrleansDashboard => _configuration.GetValue(Contracts.Topology.OrleansDashboard.Key, false);

    /// <summary>Reads and checks the settings.</summary>
    public static AppHostSettings Read(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var stateFolder = Contracts.Topology.StateFolder.Resolve(configuration[Contracts.Topology.StateFolder.Key]);
        return new AppHostSettings(configuration)
        {
            StateFolder = stateFolder,
            WebToken = configuration["Web:Token"] is { Length: > 0 } token ? token : Secret(16),
            DataFolder = FindDataFolder(configuration),
            Learn = configuration.GetValue("Learn:Enabled", true) && !configuration.GetValue(ClusterMembership.JoinKey, false),
            LearnOptions = (configuration["Learn:Options"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ExitAfterLearn = configuration.GetValue("Learn:ExitAfter", false),
            Cluster = ClusterMembership.Read(configuration),
            DashboardAddress = configuration.GetValue("Dashboard:Enabled", true) ? FindDashboardAddress(configuration) : null,
        };
    }

    /// <summary>Whether a server is given by a connection string, such as <c>--ConnectionStrings:cache=host:6379</c>.</summary>
    public bool HasConnectionString(string name) => _configuration.GetConnectionString(name) is { Length: > 0 };

    /// <summary>Whether Redis is to be a container, where none is given.</summary>
    public bool CacheInContainer => _configuration.GetValue("Cache:Container", false);

    /// <summary>The gRPC port of a service.</summary>
    public int GrpcPort(string service) => GivenPort(service) ?? DefaultPorts.Grpc(service);

    /// <summary>What this machine is told of the cluster that it is part of; null where it is alone.</summary>
    public ClusterMembership? Cluster { get; init; }

    /// <summary>The services that this machine starts.</summary>
    public IReadOnlyList<string> Services => Cluster is { IsWorker: true } ? ClusterMembership.WorkerServices : ServiceNames.Grpc;

    /// <summary>Where programs on this machine reach a service.</summary>
    public Uri GrpcAddress(string service) => Cluster?.AddressOf(service) ?? new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{GrpcPort(service)}"));

    /// <summary>Where programs on this machine reach the web page.</summary>
    public Uri WebAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{WebPort}"));

    /// <summary>The HTTP port of a service: any free one where its gRPC port was chosen by the caller, who runs a second system.</summary>
    public int? HttpPort(string service) => GivenPort(service) is null ? DefaultPorts.Http(service) : null;

    /// <summary>Whether this machine has a web page; that of a cluster is on the machine which began it.</summary>
    public bool HasWebPage => Cluster is not { IsWorker: true };

    /// <summary>The port of the web page.</summary>
    public int WebPort => GivenPort(ServiceNames.Web) ?? DefaultPorts.Web;

    /// <summary>The address beyond loopback that services listen on as well, with TLS; null for this machine only.</summary>
    public string? ListenAddress => _configuration["Listen:Address"] is { Length: > 0 } address ? address : null;

    /// <summary>Paths of the certificate and its key, as they were given.</summary>
    public (string? Certificate, string? Key) Tls => (FullPath(_configuration["Tls:Certificate"]), FullPath(_configuration["Tls:Key"]));

    /// <summary>The TLS port of a service: any free one where its port was chosen by the caller, who runs a second system.</summary>
    public int TlsPort(string service) => GivenPort(service) is null ? DefaultPorts.Tls(service) : 0;

    /// <summary>Every port that is known before the system starts, with the name that <c>--Ports:</c> knows it by.</summary>
    public IEnumerable<(string Service, int Port)> FixedPorts()
    {
        foreach (var service in Services)
        {
            yield return (service, GrpcPort(service));
            if (HttpPort(service) is { } http)
                yield return (service, http);
        }
        if (HasWebPage)
            yield return (ServiceNames.Web, WebPort);
        foreach (var service in ListenAddress is null ? [] : HasWebPage ? Services.Append(ServiceNames.Web) : Services)
        {
            if (TlsPort(service) is > 0 and var tls)
                yield return (service, tls);
        }
        if (DashboardAddress is not null)
            yield return (DashboardName, DashboardAddress.Port);
    }

    /// <summary>What a person opens to see the runs.</summary>
    public string WebLink => $"http://localhost:{WebPort}/login?t={WebToken}";

    private static string? FullPath(string? path) => string.IsNullOrEmpty(path) ? null : Path.GetFullPath(path);

    private static string Secret(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    private int? GivenPort(string service) => _configuration.GetValue<int?>($"Ports:{service}");

    // A port given for it wins over the launch profile's address.
    private static Uri FindDashboardAddress(IConfiguration configuration)
    {
        var port = configuration.GetValue<int?>($"Ports:{DashboardName}");
        var address = port is null ? configuration["ASPNETCORE_URLS"]?.Split(';')[0] : null;
        return new Uri(address ?? $"http://localhost:{port ?? DefaultDashboardPort}");
    }

    private static string? FindDataFolder(IConfiguration configuration)
    {
        var folder = configuration["Datasets:Root"] ?? configuration["EML_DATA"];
        if (folder is not null)
            return Path.GetFullPath(folder);
        return UsualDataFolders.Select(Path.GetFullPath).FirstOrDefault(Directory.Exists);
    }
}

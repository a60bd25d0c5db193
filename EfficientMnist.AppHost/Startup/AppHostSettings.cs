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
    private readonly Lazy<string> _serviceKey;

    private AppHostSettings(IConfiguration configuration)
    {
        _configuration = configuration;
        _serviceKey = new Lazy<string>(() => configuration["Services:Key"] is { Length: > 0 } given ? given : ServiceKeyFile.Create(StateFolder!));
    }

    /// <summary>Folder of everything that survives a restart.</summary>
    public required string StateFolder { get; init; }

    /// <summary>
    /// The key that calls between services carry: <c>Services:Key</c>, else a new one, which is left in the state folder
    /// when it is first asked for. That is after the folder is locked, so that no other system loses its key.
    /// </summary>
    public string ServiceKey => _serviceKey.Value;

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

    /// <summary>Reads and checks the settings.</summary>
    public static AppHostSettings Read(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var stateFolder = Contracts.Topology.StateFolder.Resolve(configuration[Contracts.Topology.StateFolder.Key]);
        return new AppHostSettings(configuration)
        {
            StateFolder = stateFolder,
            WebToken = configuration["Web:Token"] is { Length: > 0 } token ? token : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            DataFolder = FindDataFolder(configuration),
            Learn = configuration.GetValue("Learn:Enabled", true),
            LearnOptions = (configuration["Learn:Options"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ExitAfterLearn = configuration.GetValue("Learn:ExitAfter", false),
            DashboardAddress = configuration.GetValue("Dashboard:Enabled", true) ? FindDashboardAddress(configuration) : null,
        };
    }

    /// <summary>Whether a server is given by a connection string, such as <c>--ConnectionStrings:cache=host:6379</c>.</summary>
    public bool HasConnectionString(string name) => _configuration.GetConnectionString(name) is { Length: > 0 };

    /// <summary>Whether Redis is to be a container, where none is given.</summary>
    public bool CacheInContainer => _configuration.GetValue("Cache:Container", false);

    /// <summary>The gRPC port of a service.</summary>
    public int GrpcPort(string service) => GivenPort(service) ?? DefaultPorts.Grpc(service);

    /// <summary>The HTTP port of a service: any free one where its gRPC port was chosen by the caller, who runs a second system.</summary>
    public int? HttpPort(string service) => GivenPort(service) is null ? DefaultPorts.Http(service) : null;

    /// <summary>The port of the web page.</summary>
    public int WebPort => GivenPort(ServiceNames.Web) ?? DefaultPorts.Web;

    /// <summary>Every port that is known before the system starts, with the name that <c>--Ports:</c> knows it by.</summary>
    public IEnumerable<(string Service, int Port)> FixedPorts()
    {
        foreach (var service in ServiceNames.Grpc)
        {
            yield return (service, GrpcPort(service));
            if (HttpPort(service) is { } http)
                yield return (service, http);
        }
        yield return (ServiceNames.Web, WebPort);
        if (DashboardAddress is not null)
            yield return (DashboardName, DashboardAddress.Port);
    }

    /// <summary>What a person opens to see the runs.</summary>
    public string WebLink => $"http://localhost:{WebPort}/login?t={WebToken}";

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

using System.Security.Cryptography;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.AppHost;

/// <summary>What the graph depends on, from the environment and from arguments such as <c>--Learn:Enabled=false</c>.</summary>
internal sealed record AppHostSettings
{
    // dotnet run works in the AppHost's own folder, people in the repository's.
    private static readonly string[] UsualDataFolders = ["data", "../data"];

    private readonly IConfiguration _configuration;

    private AppHostSettings(IConfiguration configuration) => _configuration = configuration;

    /// <summary>Folder of everything that survives a restart.</summary>
    public required string StateFolder { get; init; }

    /// <summary>The key that calls between services carry.</summary>
    public required string ServiceKey { get; init; }

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

    /// <summary>Whether the Aspire dashboard is started.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Where the dashboard is; null where it is not started or chooses its own address.</summary>
    public string? DashboardUrl => Dashboard ? _configuration["ASPNETCORE_URLS"]?.Split(';')[0] : null;

    /// <summary>Reads and checks the settings; makes a new service key unless one is given as <c>Services:Key</c>.</summary>
    public static AppHostSettings Read(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var stateFolder = Contracts.Topology.StateFolder.Resolve(configuration[Contracts.Topology.StateFolder.Key]);
        return new AppHostSettings(configuration)
        {
            StateFolder = stateFolder,
            ServiceKey = configuration["Services:Key"] is { Length: > 0 } given ? given : ServiceKeyFile.Create(stateFolder),
            WebToken = configuration["Web:Token"] is { Length: > 0 } token ? token : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            DataFolder = FindDataFolder(configuration),
            Learn = configuration.GetValue("Learn:Enabled", true),
            LearnOptions = (configuration["Learn:Options"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            ExitAfterLearn = configuration.GetValue("Learn:ExitAfter", false),
            Dashboard = configuration.GetValue("Dashboard:Enabled", true),
        };
    }

    /// <summary>The gRPC port of a service.</summary>
    public int GrpcPort(string service) => GivenPort(service) ?? DefaultPorts.Grpc(service);

    /// <summary>The HTTP port of a service: any free one where its gRPC port was chosen by the caller, who runs a second system.</summary>
    public int? HttpPort(string service) => GivenPort(service) is null ? DefaultPorts.Http(service) : null;

    /// <summary>The port of the web page.</summary>
    public int WebPort => GivenPort(ServiceNames.Web) ?? DefaultPorts.Web;

    /// <summary>What a person opens to see the runs.</summary>
    public string WebLink => $"http://localhost:{WebPort}/login?t={WebToken}";

    private int? GivenPort(string service) => _configuration.GetValue<int?>($"Ports:{service}");

    private static string? FindDataFolder(IConfiguration configuration)
    {
        var folder = configuration["Datasets:Root"] ?? configuration["EML_DATA"];
        if (folder is not null)
            return Path.GetFullPath(folder);
        return UsualDataFolders.Select(Path.GetFullPath).FirstOrDefault(Directory.Exists);
    }
}

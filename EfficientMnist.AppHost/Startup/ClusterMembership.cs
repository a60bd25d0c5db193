using System.Globalization;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.AppHost.Startup;

/// <summary>
/// What this machine is told of the cluster that it is part of: as the one that has the data sets, the ledger's service and the
/// web page, or as a worker that joins it.
/// </summary>
internal sealed record ClusterMembership
{
    /// <summary>Whether this machine joins a cluster that another one has begun.</summary>
    public const string JoinKey = "Cluster:Join";

    private const string NameKey = "Cluster:Name";
    private const string AddressKey = "Cluster:Address";
    private const string FolderKey = "Cluster:Folder";
    private const string PortKey = "Cluster:Port";

    // What every member of a cluster is told, and the services' own settings are called the same.
    private static readonly (string Key, string What)[] Needed =
    [
        (NameKey, "the cluster's name, the same on all machines"),
        (AddressKey, "the IP address at which the other machines reach this one"),
        (FolderKey, "the path of a folder that all machines see, such as an NFS mount"),
        ("ConnectionStrings:cache", "the Redis of the cluster: host:port,password=…"),
        ("ConnectionStrings:labels", "the PostgreSQL of ledger and journals: Host=…;Database=…;Username=…;Password=…"),
        ("Services:Key", "the key that calls between services carry, the same on all machines"),
    ];

    private static readonly (string Key, string What)[] NeededToJoin =
    [
        ($"services:{ServiceNames.DatasetStore}:grpc:0", "the dataset-store of the machine that began the cluster: https://host:5501"),
        ($"services:{ServiceNames.LabelOracle}:grpc:0", "its label-oracle: https://host:5502"),
    ];

    // Told to the services where they are given.
    private static readonly string[] Optional = ["Tls:Certificate", "Tls:Key", "Tls:Authority"];

    private readonly IConfiguration _configuration;

    private ClusterMembership(IConfiguration configuration) => _configuration = configuration;

    /// <summary>The services of a worker.</summary>
    public static IReadOnlyList<string> WorkerServices { get; } = [ServiceNames.EncoderTrainer, ServiceNames.Classifier];

    /// <summary>Whether this machine joins, and has a trainer and a classifier alone.</summary>
    public required bool IsWorker { get; init; }

    /// <summary>Null where neither a cluster is named nor one is to be joined.</summary>
    /// <exception cref="CannotStartException">Something is missing; lists all of it.</exception>
    public static ClusterMembership? Read(IConfiguration configuration)
    {
        var joins = configuration.GetValue(JoinKey, false);
        if (!joins && string.IsNullOrWhiteSpace(configuration[NameKey]))
            return null;
        var missing = (joins ? Needed.Concat(NeededToJoin) : Needed).Where(needed => string.IsNullOrWhiteSpace(configuration[needed.Key])).ToList();
        if (missing.Count > 0)
        {
            throw new CannotStartException(string.Join('\n', missing
                .Select(needed => $"  --{needed.Key}=…  {needed.What}")
                .Prepend(joins ? "To join a cluster, give these as well:" : "For a cluster, give these as well:")
                .Append("Secrets are better kept off the command line: in the environment, ':' is written '__', as in ConnectionStrings__labels.")));
        }
        return new ClusterMembership(configuration) { IsWorker = joins };
    }

    /// <summary>Where a service is that another machine has; null for one that is here.</summary>
    public Uri? AddressOf(string service) => IsWorker && !WorkerServices.Contains(service) && _configuration[$"services:{service}:grpc:0"] is { Length: > 0 } address ? new Uri(address) : null;

    /// <summary>What a trainer or a classifier is told, as environment variables.</summary>
    public IEnumerable<(string Name, string Value)> VariablesOf(string service)
    {
        var port = _configuration.GetValue<int?>(PortKey) is { } first ? first + WorkerServices.ToList().IndexOf(service) : DefaultPorts.Silo(service);
        return Needed.Concat(IsWorker ? NeededToJoin : [])
            .Select(needed => needed.Key)
            .Concat(Optional)
            .Where(key => !string.IsNullOrWhiteSpace(_configuration[key]))
            .Select(key => (key.Replace(":", "__", StringComparison.Ordinal), Value(key)))
            .Append((PortKey.Replace(":", "__", StringComparison.Ordinal), port.ToString(CultureInfo.InvariantCulture)));
    }

    // Services work in folders of their own.
    private string Value(string key) => key == FolderKey || Optional.Contains(key) ? Path.GetFullPath(_configuration[key]!) : _configuration[key]!;
}

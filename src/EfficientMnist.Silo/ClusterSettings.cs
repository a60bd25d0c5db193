using System.Globalization;
using System.Net;
using EfficientMnist.ServiceDefaults.Security;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace EfficientMnist.Silo;

/// <summary>What a worker is told of the cluster that it joins: section <c>Cluster</c>, the two databases, and its certificate.</summary>
public sealed record ClusterSettings
{
    /// <summary>The cluster's name. Without one there is no cluster, and the service is alone.</summary>
    public const string NameKey = "Cluster:Name";

    /// <summary>The IP address at which the other workers reach this one.</summary>
    public const string AddressKey = "Cluster:Address";

    /// <summary>The port of the same.</summary>
    public const string PortKey = "Cluster:Port";

    /// <summary>A folder that all workers see, for what is too large for a database.</summary>
    public const string FolderKey = "Cluster:Folder";

    private const string CacheName = "cache";
    private const string LabelsName = "labels";

    // What half a configuration may consist of.
    private static readonly string[] OwnKeys = [AddressKey, PortKey, FolderKey];

    private ClusterSettings()
    {
    }

    public required string Name { get; init; }

    public required IPAddress Address { get; init; }

    public required int Port { get; init; }

    /// <summary>A folder that all workers see.</summary>
    public required string Folder { get; init; }

    /// <summary>The Redis in which the members of the cluster find one another.</summary>
    public required ConfigurationOptions Redis { get; init; }

    /// <summary>The PostgreSQL of the ledger, in which journals are as well.</summary>
    public required string Database { get; init; }

    /// <summary>By what the workers know one another; null where all of them are on this machine.</summary>
    public WorkerCertificate? Certificate { get; init; }

    /// <summary>Reads the settings; null where no cluster is asked for.</summary>
    /// <exception cref="InvalidOperationException">Something is missing or cannot be; the message names the key and what belongs there.</exception>
    public static ClusterSettings? Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (Given(configuration[NameKey]) is not { } name)
        {
            return OwnKeys.FirstOrDefault(key => Given(configuration[key]) is not null) is { } lonely
                ? throw new InvalidOperationException($"{lonely} is given and {NameKey} is not. Name the cluster that this worker joins, or leave {lonely} out for one machine.")
                : null;
        }
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            throw new InvalidOperationException($"{NameKey} is '{name}'; give letters, digits, '-' and '_'.");
        var address = ReadAddress(configuration, name);
        return new ClusterSettings
        {
            Name = name,
            Address = address,
            Port = ReadPort(configuration, name),
            Folder = Path.GetFullPath(Given(configuration[FolderKey]) ?? throw Missing(name, FolderKey, "the path of a folder that all workers see, such as an NFS mount")),
            Redis = ReadRedis(Given(configuration.GetConnectionString(CacheName)) ?? throw Missing(name, $"ConnectionStrings:{CacheName}", "the Redis in which workers find one another, as host:port,password=…")),
            Database = ReadDatabase(Given(configuration.GetConnectionString(LabelsName)) ?? throw Missing(name, $"ConnectionStrings:{LabelsName}", "the PostgreSQL of ledger and journals, as Host=…;Database=…;Username=…")),
            Certificate = ReadCertificate(configuration, address),
        };
    }

    private static IPAddress ReadAddress(IConfiguration configuration, string name)
    {
        var text = Given(configuration[AddressKey]) ?? throw Missing(name, AddressKey, "the IP address at which the other workers reach this one");
        return IPAddress.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new InvalidOperationException($"{AddressKey} is '{text}'; give the one IP address at which the other workers reach this one, such as 192.168.1.5.");
    }

    private static int ReadPort(IConfiguration configuration, string name)
    {
        var text = Given(configuration[PortKey]) ?? throw Missing(name, PortKey, "the port at which the other workers reach this one");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : throw new InvalidOperationException($"{PortKey} is '{text}'; give a port from 1 to 65535.");
    }

    private static ConfigurationOptions ReadRedis(string text)
    {
        try
        {
            var redis = ConfigurationOptions.Parse(text);
            // A Redis that is away for a while is waited for.
            redis.AbortOnConnectFail = false;
            return redis;
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException($"ConnectionStrings:{CacheName} cannot be read: {error.Message}", error);
        }
    }

    private static string ReadDatabase(string text) => text.Contains("Host=", StringComparison.OrdinalIgnoreCase)
        ? text
        : throw new InvalidOperationException($"ConnectionStrings:{LabelsName} names a file, which other machines do not see. Give a PostgreSQL, as Host=…;Database=…;Username=….");

    private static WorkerCertificate? ReadCertificate(IConfiguration configuration, IPAddress address)
    {
        var (certificate, authority) = (ServerCertificate.Read(configuration), TrustedAuthority.Read(configuration));
        if (IPAddress.IsLoopback(address) && certificate is null)
            return null;
        if (certificate is null)
            throw new InvalidOperationException($"{AddressKey} is {address}, which others reach, and there is no certificate. Set {ServerCertificate.CertificateKey} and {ServerCertificate.PrivateKeyKey} to PEM files, or give 127.0.0.1 for workers on this machine only.");
        return authority is null
            ? throw new InvalidOperationException($"{ServerCertificate.CertificateKey} is given and {TrustedAuthority.Key} is not. Set it to the PEM file of the issuer of the workers' certificates: whoever shows one of them is a worker.")
            : new WorkerCertificate(certificate, authority);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static InvalidOperationException Missing(string name, string key, string what) =>
        new($"{NameKey} is '{name}' and {key} is missing. Give {what} (environment: {key.Replace(":", "__", StringComparison.Ordinal)}).");
}

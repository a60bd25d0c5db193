using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Security;

/// <summary>The key that calls between services carry. The AppHost makes a new one at each start.</summary>
public sealed class ServiceKey
{
    /// <summary>gRPC metadata entry that carries the key.</summary>
    public const string Header = ServiceKeyFile.Header;

    private readonly byte[] _key;

    private ServiceKey(string value)
    {
        Value = value;
        _key = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The key; empty where none is configured and every caller is accepted.</summary>
    public string Value { get; }

    /// <summary>Reads <c>Services:Key</c>.</summary>
    public static ServiceKey From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ServiceKey(configuration["Services:Key"] ?? "");
    }

    /// <summary>Whether a caller with this key is let in. Takes the same time for every wrong key of one length.</summary>
    public bool Accepts(string? presented) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(_key, Encoding.UTF8.GetBytes(presented ?? ""));
}

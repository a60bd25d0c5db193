using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.ServiceDefaults.Security;

/// <summary>The key that calls between services carry. The AppHost makes a new one at each start.</summary>
public sealed class ServiceKey
{
    /// <summary>gRPC metadata entry that carries the key.</summary>
    public const string Header = SystemFile.KeyHeader;

    private const string KeySetting = "Services:Key";
    private const string AnonymousSetting = "Services:AllowAnonymous";

    private readonly byte[] _key;

    private ServiceKey(string value)
    {
        Value = value;
        _key = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The key; empty where every caller is accepted.</summary>
    public string Value { get; }

    /// <summary>Reads <c>Services:Key</c>. Without one nobody is let in by mistake: the service does not start.</summary>
    /// <exception cref="InvalidOperationException">There is no key, and <c>Services:AllowAnonymous</c> does not say that there need be none.</exception>
    public static ServiceKey From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var key = configuration[KeySetting] ?? "";
        return key.Length > 0 || configuration.GetValue(AnonymousSetting, false)
            ? new ServiceKey(key)
            : throw new InvalidOperationException(
                $"There is no service key, so everybody on this machine would be let in. Set {KeySetting} (environment: Services__Key), as the AppHost does, or say with {AnonymousSetting}=true that this is meant.");
    }

    /// <summary>Whether a caller with this key is let in. Takes the same time for every wrong key of one length.</summary>
    public bool Accepts(string? presented) =>
        _key.Length == 0 || CryptographicOperations.FixedTimeEquals(_key, Encoding.UTF8.GetBytes(presented ?? ""));
}

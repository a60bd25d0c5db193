using System.Globalization;
using System.Security.Authentication;

namespace StackExchange.Redis;

// The comma-separated text form: "host:port,password=…,abortConnect=false".
public sealed partial class ConfigurationOptions
{
    // Understood by the package and without meaning for one plain server.
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "checkCertificateRevocation", "configChannel", "configCheckSeconds", "highIntegrity", "highPriorityThreads", "preserveAsyncOrder",
        "proxy", "responseTimeout", "serviceName", "setlib", "tiebreaker", "tunnel", "version", "writeBuffer",
    };

    public static ConfigurationOptions Parse(string configuration) => Parse(configuration, ignoreUnknown: false);

    public static ConfigurationOptions Parse(string configuration, bool ignoreUnknown)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = new ConfigurationOptions();
        foreach (var part in configuration.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                if (EndPointCollection.Parse(part) is { } endpoint)
                    options.EndPoints.TryAdd(endpoint);
                else
                    throw new ArgumentException($"'{part}' is not an endpoint; write host:port.", nameof(configuration));
            }
            else if (!options.Set(part[..equals].Trim(), part[(equals + 1)..].Trim()) && !ignoreUnknown)
            {
                throw new ArgumentException($"Keyword '{part[..equals].Trim()}' is not supported.", nameof(configuration));
            }
        }

        return options;
    }

    public override string ToString() => ToString(includePassword: true);

    public string ToString(bool includePassword)
    {
        List<string> parts = [.. EndPoints.Select(EndPointCollection.Format)];
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                parts.Add($"{name}={value}");
        }

        Add("name", ClientName);
        Add("keepAlive", KeepAlive == 60 ? null : KeepAlive.ToString(CultureInfo.InvariantCulture));
        Add("syncTimeout", SyncTimeout == 5000 ? null : SyncTimeout.ToString(CultureInfo.InvariantCulture));
        Add("asyncTimeout", asyncTimeout?.ToString(CultureInfo.InvariantCulture));
        Add("allowAdmin", AllowAdmin ? "True" : null);
        Add("connectTimeout", ConnectTimeout == 5000 ? null : ConnectTimeout.ToString(CultureInfo.InvariantCulture));
        Add("user", User);
        Add("password", string.IsNullOrEmpty(Password) ? null : includePassword ? Password : "*****");
        Add("ssl", Ssl ? "True" : null);
        Add("sslHost", SslHost);
        Add("abortConnect", abortOnConnectFail?.ToString());
        Add("connectRetry", ConnectRetry == 3 ? null : ConnectRetry.ToString(CultureInfo.InvariantCulture));
        Add("defaultDatabase", DefaultDatabase?.ToString(CultureInfo.InvariantCulture));
        Add("protocol", Protocol switch { RedisProtocol.Resp2 => "resp2", RedisProtocol.Resp3 => "resp3", _ => null });
        return string.Join(',', parts);
    }

    private bool Set(string key, string value)
    {
        switch (key.ToLowerInvariant())
        {
            case "abortconnect": AbortOnConnectFail = Flag(key, value); break;
            case "allowadmin": AllowAdmin = Flag(key, value); break;
            case "asynctimeout": AsyncTimeout = Number(key, value, 1); break;
            case "channelprefix": ChannelPrefix = RedisChannel.Literal(value); break;
            case "connectretry": ConnectRetry = Number(key, value, 0); break;
            case "connecttimeout": ConnectTimeout = Number(key, value, 0); break;
            case "defaultdatabase": DefaultDatabase = Number(key, value, 0); break;
            case "heartbeatinterval": HeartbeatInterval = TimeSpan.FromMilliseconds(Number(key, value, 1)); break;
            case "keepalive": KeepAlive = Number(key, value, -1); break;
            case "name": ClientName = value; break;
            case "password": Password = value; break;
            case "user": User = value; break;
            case "resolvedns": ResolveDns = Flag(key, value); break;
            case "ssl": Ssl = Flag(key, value); break;
            case "sslhost": SslHost = value; break;
            case "sslprotocols": SslProtocols = Enum.Parse<SslProtocols>(value.Replace('|', ','), ignoreCase: true); break;
            case "synctimeout": SyncTimeout = Number(key, value, 1); break;
            case "protocol":
                Protocol = value.ToLowerInvariant() switch
                {
                    "resp2" or "2" => RedisProtocol.Resp2,
                    "resp3" or "3" => RedisProtocol.Resp3,
                    _ => throw new ArgumentOutOfRangeException(nameof(value), $"Keyword '{key}' requires resp2 or resp3; the value '{value}' is neither."),
                };
                break;
            default: return Ignored.Contains(key) || key.StartsWith('$');
        }

        return true;
    }

    private static bool Flag(string key, string value) => value.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        _ => throw new ArgumentOutOfRangeException(nameof(value), $"Keyword '{key}' requires a boolean value; the value '{value}' is not recognised."),
    };

    private static int Number(string key, string value, int least)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new ArgumentOutOfRangeException(nameof(value), $"Keyword '{key}' requires an integer value; the value '{value}' is not recognised.");
        return number >= least
            ? number
            : throw new ArgumentOutOfRangeException(nameof(value), $"Keyword '{key}' has a minimum value of '{least}'; the value '{value}' is not permitted.");
    }
}

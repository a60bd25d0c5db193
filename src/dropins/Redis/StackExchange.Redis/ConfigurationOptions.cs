using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace StackExchange.Redis;

public sealed partial class ConfigurationOptions : ICloneable
{
    private bool? abortOnConnectFail;
    private int? asyncTimeout;

    public bool AbortOnConnectFail
    {
        get => abortOnConnectFail ?? DefaultAbortOnConnectFail;
        set => abortOnConnectFail = value;
    }

    public bool AllowAdmin { get; set; }

    public int AsyncTimeout
    {
        get => asyncTimeout ?? SyncTimeout;
        set => asyncTimeout = value;
    }

    public BacklogPolicy BacklogPolicy { get; set; } = BacklogPolicy.Default;

    public RedisChannel ChannelPrefix { get; set; }

    public string? ClientName { get; set; }

    public int ConnectRetry { get; set; } = 3;

    public int ConnectTimeout { get; set; } = 5000;

    public int? DefaultDatabase { get; set; }

    public EndPointCollection EndPoints { get; init; } = [];

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    public int KeepAlive { get; set; } = 60;

    public ILoggerFactory? LoggerFactory { get; set; }

    public string? Password { get; set; }

    public RedisProtocol? Protocol { get; set; }

    public IReconnectRetryPolicy ReconnectRetryPolicy
    {
        get => RetryPolicyOrNull ??= new ExponentialRetry(ConnectTimeout / 2);
        set => RetryPolicyOrNull = value;
    }

    public bool ResolveDns { get; set; }

    public bool Ssl { get; set; }

    public string? SslHost { get; set; }

    public SslProtocols? SslProtocols { get; set; }

    public int SyncTimeout { get; set; } = 5000;

    public string? User { get; set; }

    /// <summary>Aspire's client starts without a server unless the connection string says otherwise.</summary>
    internal bool DefaultAbortOnConnectFail { get; set; } = true;

    /// <summary>Null while the caller has set none: then the wait grows from 50 ms to a second.</summary>
    internal IReconnectRetryPolicy? RetryPolicyOrNull { get; private set; }

    public ConfigurationOptions Apply(Action<ConfigurationOptions> configure)
    {
        configure?.Invoke(this);
        return this;
    }

    public ConfigurationOptions Clone()
    {
        var copy = new ConfigurationOptions { EndPoints = new EndPointCollection([.. EndPoints]) };
        copy.abortOnConnectFail = abortOnConnectFail;
        copy.asyncTimeout = asyncTimeout;
        copy.AllowAdmin = AllowAdmin;
        copy.BacklogPolicy = BacklogPolicy;
        copy.ChannelPrefix = ChannelPrefix;
        copy.ClientName = ClientName;
        copy.ConnectRetry = ConnectRetry;
        copy.ConnectTimeout = ConnectTimeout;
        copy.DefaultAbortOnConnectFail = DefaultAbortOnConnectFail;
        copy.DefaultDatabase = DefaultDatabase;
        copy.HeartbeatInterval = HeartbeatInterval;
        copy.KeepAlive = KeepAlive;
        copy.LoggerFactory = LoggerFactory;
        copy.Password = Password;
        copy.Protocol = Protocol;
        copy.ResolveDns = ResolveDns;
        copy.RetryPolicyOrNull = RetryPolicyOrNull;
        copy.Ssl = Ssl;
        copy.SslHost = SslHost;
        copy.SslProtocols = SslProtocols;
        copy.SyncTimeout = SyncTimeout;
        copy.User = User;
        return copy;
    }

    object ICloneable.Clone() => Clone();
}

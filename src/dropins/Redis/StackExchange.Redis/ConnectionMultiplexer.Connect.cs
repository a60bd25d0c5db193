using StackExchange.Redis.Connections;

namespace StackExchange.Redis;

public sealed partial class ConnectionMultiplexer
{
    public static ConnectionMultiplexer Connect(string configuration, TextWriter? log = null) => Connect(ConfigurationOptions.Parse(configuration), log);

    public static ConnectionMultiplexer Connect(string configuration, Action<ConfigurationOptions> configure, TextWriter? log = null) =>
        Connect(ConfigurationOptions.Parse(configuration).Apply(configure), log);

    public static ConnectionMultiplexer Connect(ConfigurationOptions configuration, TextWriter? log = null) =>
        ConnectAsync(configuration, log).GetAwaiter().GetResult();

    public static Task<ConnectionMultiplexer> ConnectAsync(string configuration, TextWriter? log = null) => ConnectAsync(ConfigurationOptions.Parse(configuration), log);

    public static Task<ConnectionMultiplexer> ConnectAsync(string configuration, Action<ConfigurationOptions> configure, TextWriter? log = null) =>
        ConnectAsync(ConfigurationOptions.Parse(configuration).Apply(configure), log);

    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration, TextWriter? log = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.EndPoints.Count == 0)
            throw new ArgumentException("No endpoints specified", nameof(configuration));

        var multiplexer = new ConnectionMultiplexer(configuration.Clone());
        var bridge = multiplexer.Interactive;
        bridge.Start();
        await bridge.FirstAttempt;
        if (!bridge.IsConnected && configuration.AbortOnConnectFail)
            await multiplexer.InsistAsync();
        if (log is not null)
            multiplexer.GetStatus(log);
        return multiplexer;
    }

    // The bridge goes on trying by itself; this only bounds how long the caller waits for it.
    private async Task InsistAsync()
    {
        var restored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Restore(System.Net.EndPoint? endpoint) => restored.TrySetResult();
        Interactive.Restored += Restore;
        try
        {
            var isHopeless = Interactive.LastFailure is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure };
            var patience = isHopeless ? 0 : Math.Min(Options.ConnectTimeout, 250 * Options.ConnectRetry);
            if (!Interactive.IsConnected)
                await ((Task)restored.Task.WaitAsync(TimeSpan.FromMilliseconds(patience))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Interactive.Restored -= Restore;
        }

        if (Interactive.IsConnected)
            return;
        var failure = Interactive.LastFailure;
        await CloseAsync(allowCommandsToComplete: false);
        throw new RedisConnectionException(
            failure is null ? ConnectionFailureType.UnableToConnect : ConnectionFailures.TypeOf(failure),
            $"It was not possible to connect to the redis server(s). {failure?.Message} (To go on trying in the background, set abortConnect=false.)".Replace("  ", " ", StringComparison.Ordinal),
            failure);
    }
}

using Npgsql;
using Polly;
using Polly.Retry;

namespace EfficientMnist.Postgres;

/// <summary>What everybody who keeps something in PostgreSQL has in common: connections, the database's name in messages, and announcements.</summary>
public static class PostgresSource
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>The connections to a database.</summary>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="defaults">Settings, by Npgsql's names, for those that it does not give under any of their names.</param>
    public static NpgsqlDataSource Create(string connectionString, params IReadOnlyList<(string Name, object Value)> defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in defaults.Where(setting => !given.Contains(setting.Name)))
            settings[name] = value;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>Which database this is, for messages; without password.</summary>
    public static string Describe(string connectionString)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PostgreSQL database {address.Database} on {address.Host}:{address.Port}";
    }

    /// <summary>Tells of each announcement on a channel, and when some may have been missed, until it is cancelled.</summary>
    /// <param name="source">The connections.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="announced">Told what was announced.</param>
    /// <param name="missed">Told at the beginning, and whenever the connection was lost: what was announced before nobody here has heard.</param>
    /// <param name="cancellationToken">Ends the listening.</param>
    public static async Task ListenAsync(this NpgsqlDataSource source, string channel, Action<string> announced, Action missed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(announced);
        ArgumentNullException.ThrowIfNull(missed);
        var listening = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>().Handle<IOException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                UseJitter = true,
            })
            .Build();
        await listening.ExecuteAsync(
            async token =>
            {
                await using var connection = await source.OpenConnectionAsync(token);
                connection.Notification += (_, notice) => announced(notice.Payload);
                await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
                    await listen.ExecuteNonQueryAsync(token);
                missed();
                while (true)
                    await connection.WaitAsync(token);
            },
            cancellationToken);
    }
}

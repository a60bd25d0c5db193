using System.Data.Common;
using EfficientMnist.Core.Runs;
using Npgsql;
using Polly;
using Polly.Retry;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The ledger in PostgreSQL, for more than one oracle process or more than one machine.</summary>
internal sealed class PostgresLedgerDatabase(string connectionString) : ILedgerDatabase
{
    private const string Channel = "eml_runs";

    private static readonly SqlDialect PostgresDialect = new()
    {
        GrowingKey = "bigint generated always as identity primary key",
        RowLock = "for update",
        IdsFromJson = "(select value::integer from json_array_elements_text(@ids::json))",
        SchemaLock = "select pg_advisory_xact_lock(5302)",
        Announce = $"select pg_notify('{Channel}', @run)",
        AppendOnly = table =>
            $"""
            create function {table}_is_append_only() returns trigger language plpgsql as
            $$ begin raise exception '{table} is append-only'; end $$;
            create trigger {table}_no_change before update or delete or truncate on {table}
            for each statement execute function {table}_is_append_only();
            """,
    };

    // Calls beyond these wait their turn, 15 seconds at most: a server takes 100 connections unless told otherwise, of everybody together.
    private const int DefaultPoolSize = 16;

    private static readonly string[] PoolSizeNames = ["Maximum Pool Size", "Max Pool Size", "MaxPoolSize"];

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(WithPool(connectionString));

    public string System => "postgresql";

    public string Description
    {
        get
        {
            var address = new NpgsqlConnectionStringBuilder(connectionString);
            return $"PostgreSQL database {address.Database} on {address.Host}:{address.Port}";
        }
    }

    // The server sees to its own files.
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        return await work(session);
    }

    public async Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        return await session.InTransactionAsync(work, cancellationToken);
    }

    public async Task ListenAsync(Action<RunId> announced, Action missed, CancellationToken cancellationToken)
    {
        var listening = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>().Handle<IOException>(),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromSeconds(0.2),
                MaxDelay = TimeSpan.FromSeconds(5),
                UseJitter = true,
            })
            .Build();
        await listening.ExecuteAsync(
            async token =>
            {
                await using var connection = await _source.OpenConnectionAsync(token);
                connection.Notification += (_, notice) => announced(new RunId(notice.Payload));
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(token);
                // What was announced before nobody here has heard.
                missed();
                while (true)
                    await connection.WaitAsync(token);
            },
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string WithPool(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // Npgsql's own builder knows every setting, also one that nobody has given.
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!PoolSizeNames.Any(given.ContainsKey))
            settings.MaxPoolSize = DefaultPoolSize;
        return settings.ToString();
    }

    // Npgsql keeps statements prepared on a pooled connection, so that a new session finds them there.
    private async Task<LedgerSession> OpenAsync(CancellationToken cancellationToken) =>
        new(await _source.OpenConnectionAsync(cancellationToken), PostgresDialect);
}

using Npgsql;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The ledger in PostgreSQL, for more than one oracle process or more than one machine.</summary>
internal sealed class PostgresLedgerDatabase(string connectionString) : ILedgerDatabase
{
    private static readonly SqlDialect PostgresDialect = new()
    {
        GrowingKey = "bigint generated always as identity primary key",
        RowLock = "for update",
        IdsFromJson = "(select value::integer from json_array_elements_text(@ids::json))",
        MigrationLock = "select pg_advisory_xact_lock(5302)",
        AppendOnly = table =>
            $"""
            create function {table}_is_append_only() returns trigger language plpgsql as
            $$ begin raise exception '{table} is append-only'; end $$;
            create trigger {table}_no_change before update or delete or truncate on {table}
            for each statement execute function {table}_is_append_only();
            """,
    };

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    public string Description
    {
        get
        {
            var address = new NpgsqlConnectionStringBuilder(connectionString);
            return $"PostgreSQL database {address.Database} on {address.Host}:{address.Port}";
        }
    }

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

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // Npgsql keeps statements prepared on a pooled connection, so that a new session finds them there.
    private async Task<LedgerSession> OpenAsync(CancellationToken cancellationToken) =>
        new(await _source.OpenConnectionAsync(cancellationToken), PostgresDialect);
}

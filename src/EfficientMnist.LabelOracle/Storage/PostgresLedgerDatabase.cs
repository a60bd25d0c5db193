using EfficientMnist.Core.Runs;
using EfficientMnist.Postgres;
using Npgsql;

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

    private readonly NpgsqlDataSource _source = PostgresSource.Create(connectionString, ("Maximum Pool Size", DefaultPoolSize));

    public string System => "postgresql";

    public string Description => PostgresSource.Describe(connectionString);

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

    public Task ListenAsync(Action<RunId> announced, Action missed, CancellationToken cancellationToken) =>
        _source.ListenAsync(Channel, run => announced(new RunId(run)), missed, cancellationToken);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // Npgsql keeps statements prepared on a pooled connection, so that a new session finds them there.
    private async Task<LedgerSession> OpenAsync(CancellationToken cancellationToken) =>
        new(await _source.OpenConnectionAsync(cancellationToken), PostgresDialect);
}

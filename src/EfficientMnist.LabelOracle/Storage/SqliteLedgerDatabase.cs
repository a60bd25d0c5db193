using EfficientMnist.Core.Runs;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>
/// The ledger in a SQLite file. Write-ahead log with synchronous=NORMAL: an answered purchase survives the end of this
/// process at any moment, also by kill; a loss of power may cost the last moments, but never consistency. With
/// synchronous=FULL it survives that, too, and every purchase waits for the disk.
/// </summary>
internal sealed class SqliteLedgerDatabase(string connectionString, string synchronous = SqliteLedgerDatabase.Normal) : ILedgerDatabase
{
    /// <summary>Survives the end of the process.</summary>
    public const string Normal = "normal";

    /// <summary>Survives the loss of power, too.</summary>
    public const string Full = "full";

    private static readonly SqlDialect SqliteDialect = new()
    {
        GrowingKey = "integer primary key autoincrement",
        RowLock = "", // BEGIN IMMEDIATE has locked the file
        IdsFromJson = "(select value from json_each(@ids))",
        SchemaLock = "",
        Announce = "",
        AppendOnly = table =>
            $"""
            create trigger {table}_no_update before update on {table}
            begin select raise(abort, '{table} is append-only'); end;
            create trigger {table}_no_delete before delete on {table}
            begin select raise(abort, '{table} is append-only'); end;
            """,
    };

    // Writers stand in line here: SQLite's own answer to a second writer is to sleep and try again.
    private readonly SemaphoreSlim _writerTurn = new(1, 1);
    private LedgerSession? _writer;

    public string System => "sqlite";

    public string Description => $"SQLite file {new SqliteConnectionStringBuilder(connectionString).DataSource}";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(new SqliteConnectionStringBuilder(connectionString).DataSource);
        // SQLite would take it for a new database without a word.
        if (file is { Exists: true, Length: 0 })
        {
            throw new InvalidDataException(
                $"The ledger {file.FullName} is empty. If labels were bought, restore it (eml restore); if this state folder never had any, delete the file.");
        }
        if (!file.Exists)
            return;
        var found = await ReadAsync(session => session.QueryAsync("pragma quick_check", [], row => row.GetString(0), cancellationToken), cancellationToken);
        if (found is not ["ok"])
            throw new InvalidDataException($"The ledger {file.FullName} is damaged: {string.Join("; ", found.Take(3))}. Restore it (eml restore).");
    }

    public async Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(cancellationToken);
        return await work(session);
    }

    public async Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writerTurn.WaitAsync(cancellationToken);
        try
        {
            _writer ??= await OpenWriterAsync(cancellationToken);
            return await _writer.InTransactionAsync(work, cancellationToken);
        }
        finally
        {
            _writerTurn.Release();
        }
    }

    public Task ListenAsync(Action<RunId> announced, Action missed, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        _writerTurn.Dispose();
    }

    private async Task<LedgerSession> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return new LedgerSession(connection, SqliteDialect);
    }

    private async Task<LedgerSession> OpenWriterAsync(CancellationToken cancellationToken)
    {
        var writer = await OpenAsync(cancellationToken);
        await writer.ExecuteScriptAsync(
            $"""
            pragma busy_timeout = 10000; -- another process may be writing
            pragma journal_mode = wal;
            pragma synchronous = {synchronous};
            pragma foreign_keys = on;
            """,
            cancellationToken);
        return writer;
    }
}

using System.Data.Common;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>One connection with the statements prepared on it. Not for concurrent use.</summary>
internal sealed class LedgerSession(DbConnection connection, SqlDialect dialect) : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private DbTransaction? _transaction;

    public SqlDialect Dialect => dialect;

    public async Task<T> InTransactionAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken)
    {
        // SQLite: BEGIN IMMEDIATE. PostgreSQL: READ COMMITTED, where the lock on the run's row puts its buyers in line.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        _transaction = transaction;
        try
        {
            var result = await work(this);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Runs statements that are not worth preparing.</summary>
    public async Task ExecuteScriptAsync(string script, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = script;
        command.Transaction = _transaction;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tells other oracles on the same database, once this transaction is committed, that a run has changed.</summary>
    public Task AnnounceAsync(RunId run, CancellationToken cancellationToken) => dialect.Announce.Length == 0
        ? Task.CompletedTask
        : QueryAsync(dialect.Announce, [("@run", run.Value)], row => row.IsDBNull(0), cancellationToken);

    /// <summary>Returns how many rows were affected.</summary>
    public async Task<int> ExecuteAsync(string sql, IReadOnlyList<(string Name, object Value)> parameters, CancellationToken cancellationToken)
    {
        var command = await PrepareAsync(sql, parameters, cancellationToken);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<List<T>> QueryAsync<T>(
        string sql, IReadOnlyList<(string Name, object Value)> parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var command = await PrepareAsync(sql, parameters, cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task<DbCommand> PrepareAsync(string sql, IReadOnlyList<(string Name, object Value)> parameters, CancellationToken cancellationToken)
    {
        if (_prepared.TryGetValue(sql, out var known))
        {
            known.Transaction = _transaction;
            foreach (var (name, value) in parameters)
                known.Parameters[name].Value = value;
            return known;
        }

        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        _prepared.Add(sql, command);
        await command.PrepareAsync(cancellationToken);
        return command;
    }
}

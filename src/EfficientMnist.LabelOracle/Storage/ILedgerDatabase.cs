namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The database behind the ledger: a SQLite file or PostgreSQL.</summary>
internal interface ILedgerDatabase : IAsyncDisposable
{
    /// <summary>Which database this is, for logs and errors; without password.</summary>
    string Description { get; }

    /// <summary>Runs queries on a connection of their own.</summary>
    Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> as one transaction: committed when it returns, rolled back when it throws.</summary>
    Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken);
}

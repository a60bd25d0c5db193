using EfficientMnist.Core.Runs;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>The database behind the ledger: a SQLite file or PostgreSQL.</summary>
internal interface ILedgerDatabase : IAsyncDisposable
{
    /// <summary>Which database this is, for logs and errors; without password.</summary>
    string Description { get; }

    /// <summary>The kind of database as telemetry names it: sqlite or postgresql.</summary>
    string System { get; }

    /// <summary>Sees whether what is there can be a ledger.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the message says what to do.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Runs queries on a connection of their own.</summary>
    Task<T> ReadAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Runs <paramref name="work"/> as one transaction: committed when it returns, rolled back when it throws.</summary>
    Task<T> WriteAsync<T>(Func<LedgerSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Tells of every run that an oracle on this database has announced, and when announcements may have been missed. Goes on
    /// until it is cancelled, or ends at once where one process has the database to itself.
    /// </summary>
    Task ListenAsync(Action<RunId> announced, Action missed, CancellationToken cancellationToken);
}

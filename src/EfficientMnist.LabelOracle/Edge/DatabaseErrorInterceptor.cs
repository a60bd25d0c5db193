using System.Data.Common;
using EfficientMnist.Core.Refusals;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>
/// A database that is away or overrun is UNAVAILABLE, so that the caller tries again; with the same request id nothing
/// is charged twice, even where the answer was lost after it had been recorded.
/// </summary>
internal sealed class DatabaseErrorInterceptor(ILedgerDatabase database, ILogger<DatabaseErrorInterceptor> logger) : EveryCallInterceptor
{
    private const int SqliteBusy = 5;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    protected override async Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler)
    {
        try
        {
            return await handler();
        }
        catch (DbException error) when (error.IsTransient || error is SqliteException { SqliteErrorCode: SqliteBusy })
        {
            Log.DatabaseAway(logger, database.Description, error);
            throw Refusal.Unavailable($"{database.Description} does not answer. Try again with the same request id.", error);
        }
        catch (DbException error) when (Trouble(error) is { } trouble)
        {
            Log.DatabaseCannotWrite(logger, database.Description, trouble, error);
            throw Refusal.Disk($"{database.Description} {trouble}. Nothing was charged. Once that is mended, try again with the same request id.", error);
        }
    }

    // What the operator of the machine can mend while the callers wait.
    private static string? Trouble(DbException error) => error switch
    {
        SqliteException { SqliteErrorCode: SqliteFull } => "cannot grow: its disk is full",
        SqliteException { SqliteErrorCode: SqliteReadOnly } => "cannot be written to: the file, its folder or its disk is read-only",
        SqliteException { SqliteErrorCode: SqliteInputOutput } => "cannot be read or written: its disk has failed, or is full",
        SqliteException { SqliteErrorCode: SqliteCannotOpen } => "cannot be opened: the file or its folder is away, or closed to this user",
        { SqlState: "53100" } => "cannot grow: the disk of the server is full",
        { SqlState: "25006" } => "cannot be written to: the server is read-only",
        _ => null,
    };
}

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
    }
}

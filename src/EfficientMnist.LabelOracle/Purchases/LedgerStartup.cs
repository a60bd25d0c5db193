using System.Data.Common;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>Makes the database ready before the first call is accepted.</summary>
internal sealed class LedgerStartup(ILedgerDatabase database, LabelMetrics metrics, TimeProvider time, ILogger<LedgerStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var version = await MigrateAsync(cancellationToken);
        metrics.ObserveBudgets(database);
        Log.LedgerReady(logger, database.Description, version);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<int> MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await LedgerSchema.MigrateAsync(database, time, cancellationToken);
        }
        catch (DbException error)
        {
            throw new InvalidOperationException(
                $"The ledger cannot be opened in {database.Description}: {error.Message} Check ConnectionStrings:labels, or leave it out to keep a SQLite file in the state folder.",
                error);
        }
    }
}

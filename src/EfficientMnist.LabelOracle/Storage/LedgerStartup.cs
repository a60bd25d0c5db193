using EfficientMnist.LabelOracle.Telemetry;

namespace EfficientMnist.LabelOracle.Storage;

/// <summary>Makes the database ready before the first call is accepted.</summary>
internal sealed class LedgerStartup(ILedgerDatabase database, LabelMetrics metrics, TimeProvider time, ILogger<LedgerStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var version = await LedgerSchema.MigrateAsync(database, time, cancellationToken);
        metrics.ObserveBudgets(database);
        Log.LedgerReady(logger, database.Description, version);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

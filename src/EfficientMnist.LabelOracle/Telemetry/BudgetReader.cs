using System.Data.Common;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>Reads the budgets for the metrics every few seconds, as long as somebody wants them: other oracles on the same database spend them, too.</summary>
internal sealed class BudgetReader(ILedgerDatabase database, LabelMetrics metrics, TimeProvider time, ILogger<BudgetReader> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public async Task ReadAsync(CancellationToken cancellationToken) =>
        metrics.Show(await database.ReadAsync(session => RunTable.OpenBudgetsAsync(session, cancellationToken), cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                if (metrics.BudgetsAreWanted)
                    await TryReadAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (Exception error) when (error is OperationCanceledException or DbException && stoppingToken.IsCancellationRequested)
        {
            // The service ends, be it in the middle of a look. A host that is disposed of without having been stopped would log this as a fault.
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (DbException error) when (!cancellationToken.IsCancellationRequested)
        {
            // The figures stay as they were; the next look may succeed.
            Log.BudgetsNotRead(logger, database.Description, error);
        }
    }
}

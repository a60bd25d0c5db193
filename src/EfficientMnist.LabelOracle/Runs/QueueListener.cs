using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>Passes on what other oracles on the same database have recorded.</summary>
internal sealed class QueueListener(ILedgerDatabase database, QueueSignal signal) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => database.ListenAsync(signal.Raise, signal.RaiseAll, stoppingToken);
}

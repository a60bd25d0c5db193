using System.Data.Common;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>Makes the database ready before the first call is accepted, and sees whether it is whole.</summary>
internal sealed class LedgerStartup(ILedgerDatabase database, TimeProvider time, ILogger<LedgerStartup> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.CheckAsync(cancellationToken);
            await LedgerSchema.CreateAsync(database, time, cancellationToken);
            await DeriveTotalsAsync(cancellationToken);
            Log.LedgerReady(logger, database.Description, LedgerSchema.Version);
        }
        catch (DbException error)
        {
            throw new InvalidOperationException(
                $"The ledger cannot be opened in {database.Description}: {error.Message} If the file is damaged, restore it (eml restore); if the database is elsewhere, name it with ConnectionStrings:labels.",
                error);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The rows are what was paid; the number beside the budget only saves counting them.
    private async Task DeriveTotalsAsync(CancellationToken cancellationToken)
    {
        var mended = await database.WriteAsync(
            async session =>
            {
                var wrong = await RunTable.WrongTotalsAsync(session, cancellationToken);
                foreach (var (run, spent, charged) in wrong)
                    await RunTable.ChargeAsync(session, run, new Cost(charged.Labels - spent.Labels, charged.Money - spent.Money), cancellationToken);
                return wrong;
            },
            cancellationToken);
        foreach (var (run, spent, charged) in mended)
            Log.TotalMended(logger, run, spent.Labels, spent.Money, charged.Labels, charged.Money);
    }
}

using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>Holds the ledger against itself: the checksums of its rows, and the budgets against what the rows have charged.</summary>
internal sealed class LedgerAudit(ILedgerDatabase database, Ledger ledger)
{
    /// <summary>What is not as it was written.</summary>
    /// <param name="run">The run; null for all.</param>
    /// <param name="heads">By run, a checksum that was its latest once, kept elsewhere.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<(int Runs, long Rows, IReadOnlyList<LedgerFault> Faults)> VerifyAsync(
        RunId? run, IReadOnlyDictionary<RunId, string> heads, CancellationToken cancellationToken)
    {
        var runs = run is { } one ? [one] : await database.ReadAsync(session => RunTable.IdsAsync(session, cancellationToken), cancellationToken);
        // A run that was bought for and is not there at all has lost all its rows.
        runs = [.. runs.Union(heads.Keys)];
        var rows = 0L;
        List<LedgerFault> faults = [];
        foreach (var id in runs)
        {
            var (count, fault) = await VerifyAsync(id, heads.GetValueOrDefault(id, ""), cancellationToken);
            rows += count;
            if (fault is not null)
                faults.Add(fault);
        }
        var totals = await database.ReadAsync(session => RunTable.WrongTotalsAsync(session, cancellationToken), cancellationToken);
        faults.AddRange(totals.Where(total => run is null || total.Run == run).Select(total => new LedgerFault(
            total.Run, 0, total.Spent.Labels != total.Charged.Labels
                ? $"its budget says {total.Spent.Labels} labels spent, its rows {total.Charged.Labels}"
                : $"its budget says {total.Spent.Money} paid, its rows {total.Charged.Money}")));
        return (runs.Count, rows, faults);
    }

    private async Task<(long Rows, LedgerFault? Fault)> VerifyAsync(RunId run, string head, CancellationToken cancellationToken)
    {
        var (rows, chain, knowsHead) = (0L, "", head.Length == 0);
        await foreach (var page in ledger.ReadAsync(run, new LedgerFilter(), cancellationToken))
        {
            foreach (var row in page)
            {
                rows++;
                chain = RowChain.Next(chain, row);
                if (row.Chain != chain)
                    return (rows, new LedgerFault(run, row.EntryId, "this row or one before it was changed, taken out or put in"));
                knowsHead |= chain == head;
            }
        }
        return (rows, knowsHead ? null : new LedgerFault(run, 0, "rows at its end are missing: none has the checksum that was its latest once"));
    }
}

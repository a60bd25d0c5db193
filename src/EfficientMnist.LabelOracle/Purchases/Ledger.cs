using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>Sells the labels of data sets. Every label that leaves the service is a row here first.</summary>
internal sealed class Ledger(
    ILedgerDatabase database, RunRegister runs, LabelBook labelBook, LabelMetrics metrics, TimeProvider time, ILogger<Ledger> logger)
{
    private const int RowsPerPage = 500;

    /// <summary>Replays the recorded answer of this request, or charges the run's budget and records the answer: one transaction.</summary>
    public async Task<PurchaseOutcome> BuyAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(purchase.Run, cancellationToken) is not { } run)
            return new PurchaseOutcome.UnknownRun(purchase.Run);
        if (run.Oracle != OracleKind.Dataset)
            return new PurchaseOutcome.OtherOracle(run.Id, run.Oracle);
        var labels = await labelBook.OfAsync(run.Dataset, cancellationToken);
        purchase.Check(labels);

        using var spans = new LabelQuerySpans(time.GetUtcNow());
        var outcome = await database.WriteAsync(session => BuyAsync(session, purchase, labels, spans, cancellationToken), cancellationToken);
        spans.Complete();
        Report(purchase, outcome);
        return outcome;
    }

    /// <summary>The rows of a run that a filter lets through, a page at a time; no connection is held between pages.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LedgerRow>> ReadAsync(
        RunId run, LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        filter.Check();
        var left = filter.Limit == 0 ? int.MaxValue : filter.Limit;
        while (left > 0)
        {
            var (from, wanted) = (filter, Math.Min(left, RowsPerPage));
            var page = await database.ReadAsync(session => LedgerTable.PageAsync(session, run, from, wanted, cancellationToken), cancellationToken);
            if (page.Count > 0)
                yield return page;
            if (page.Count < wanted)
                yield break;
            left -= page.Count;
            filter = filter.NewestFirst ? filter with { Before = page[^1].EntryId } : filter with { After = page[^1].EntryId };
        }
    }

    private async Task<PurchaseOutcome> BuyAsync(
        LedgerSession session, Purchase purchase, DatasetLabels labels, LabelQuerySpans spans, CancellationToken cancellationToken)
    {
        var run = await RunTable.LockAsync(session, purchase.Run, cancellationToken);
        var recorded = await LedgerTable.OfRequestAsync(session, run.Id, purchase.Request, cancellationToken);
        if (recorded.Count > 0)
        {
            return purchase.DifferenceFrom(Purchase.Of(recorded)) is { } difference
                ? new PurchaseOutcome.RequestTaken(purchase.Request, difference)
                : new PurchaseOutcome.Bought(recorded, run.Budget, Replayed: true);
        }

        if (run.ClosedAt is { } closedAt)
            return new PurchaseOutcome.RunClosed(run.Id, closedAt);

        var paid = await LedgerTable.PaidAsync(session, run.Id, purchase.Queries.Select(query => query.Sample), cancellationToken);
        var cost = purchase.Queries.Count - paid.Count;
        if (cost > run.Budget.Remaining)
            return new PurchaseOutcome.BudgetExhausted(run.Id, run.Budget, cost);

        var (budget, round) = (run.Budget, LabelQuerySpans.Caller());
        var rows = new List<LedgerRow>(purchase.Queries.Count);
        foreach (var query in purchase.Queries)
        {
            var charged = !paid.Contains(query.Sample);
            if (charged)
                budget = budget with { Spent = budget.Spent + 1 };
            var row = new LedgerRow
            {
                Run = run.Id,
                Request = purchase.Request,
                Sample = query.Sample,
                Label = labels.Train[query.Sample.Value],
                Purpose = purchase.Purpose,
                Strategy = purchase.Strategy,
                Score = query.Score,
                Rank = query.Rank,
                Round = purchase.Round,
                Charged = charged,
                Time = time.GetUtcNow(),
            };
            rows.Add(await LedgerTable.AppendAsync(session, spans.Start(row, budget.Remaining, round), cancellationToken));
        }

        if (cost > 0)
            await RunTable.ChargeAsync(session, run.Id, cost, cancellationToken);
        return new PurchaseOutcome.Bought(rows, budget, Replayed: false);
    }

    private void Report(Purchase purchase, PurchaseOutcome outcome)
    {
        switch (outcome)
        {
            case PurchaseOutcome.Bought { Replayed: true }:
                Log.RequestReplayed(logger, purchase.Run, purchase.Request);
                break;
            case PurchaseOutcome.Bought bought:
                metrics.Count(bought.Rows);
                Log.LabelsBought(logger, purchase.Run, purchase.Request, bought.Rows.Count, bought.Budget.Spent, bought.Budget.Limit);
                break;
            case PurchaseOutcome.BudgetExhausted exhausted:
                Log.BudgetExhausted(logger, purchase.Run, exhausted.Cost, exhausted.Budget.Remaining, exhausted.Budget.Limit);
                break;
        }
    }
}

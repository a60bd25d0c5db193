using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Sources;
using EfficientMnist.LabelOracle.Storage;
using EfficientMnist.LabelOracle.Telemetry;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>Sells the labels of data sets, and those that a database or a program knows. Every label that leaves the service is a row here first.</summary>
internal sealed class Ledger(
    ILedgerDatabase database, RunRegister runs, LabelCatalog labelCatalog, FileCatalog files, LabelSources sources, LabelMetrics metrics, TimeProvider time, ILogger<Ledger> logger)
{
    private const int RowsPerPage = 500;

    /// <summary>Replays the recorded answer of this request, or charges the run's budget and records the answer: one transaction.</summary>
    public async Task<PurchaseOutcome> BuyAsync(Purchase purchase, CancellationToken cancellationToken)
    {
        if (await runs.FindUnchangingAsync(purchase.Run, cancellationToken) is not { } run)
            return new PurchaseOutcome.UnknownRun(purchase.Run);
        if (run.Oracle == OracleKind.Human)
            return new PurchaseOutcome.OtherOracle(run.Id, run.Oracle);
        var labels = await labelCatalog.OfAsync(run.Dataset, cancellationToken);
        purchase.Check(labels);

        using var spans = new LabelQuerySpans(database.System, time);
        var outcome = run.Oracle == OracleKind.Dataset
            ? await database.WriteAsync(session => BuyAsync(session, purchase, sample => new Sold(labels.Train[sample.Value], Price: null), spans, cancellationToken), cancellationToken)
            : await BuyFromSourceAsync(run, purchase, spans, cancellationToken);
        spans.Complete();
        Report(purchase, outcome);
        return outcome;
    }

    /// <summary>The checksum of a run's newest row; empty before the first.</summary>
    public Task<string> HeadAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(session => LedgerTable.HeadAsync(session, run, cancellationToken), cancellationToken);

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

    // Reserve, ask, record: the budget is safe while the source takes its time, and after a crash at any moment the same
    // request finds its reservation and asks again.
    private async Task<PurchaseOutcome> BuyFromSourceAsync(Run run, Purchase purchase, LabelQuerySpans spans, CancellationToken cancellationToken)
    {
        var refused = await database.WriteAsync(
            async session =>
            {
                var (outcome, current, paid) = await LookAsync(session, purchase, cancellationToken);
                if (outcome is null)
                    await ReservationTable.KeepAsync(session, current.Id, purchase.Request, current.Prices.Most(purchase.Queries.Count - paid.Count), cancellationToken);
                return outcome;
            },
            cancellationToken);
        if (refused is not null)
            return refused;

        var pool = await files.OfAsync(run.Dataset, cancellationToken);
        AskedImage[] images = [.. purchase.Queries.Select(query => new AskedImage(query.Sample, pool.Of(query.Sample, isPaid: true)))];
        Dictionary<SampleId, Sold> known;
        try
        {
            known = SourceAnswers.Places(images, await sources.Of(run.Oracle, run.Source).AskAsync(run.Id, purchase.Request, images, cancellationToken), run.ClassNames, run.Prices);
        }
        catch (RefusalException refusal) when (refusal.Kind != RefusalKind.Unavailable)
        {
            await database.WriteAsync(session => ReservationTable.ReleaseAsync(session, run.Id, purchase.Request, cancellationToken), cancellationToken);
            throw;
        }
        spans.SourceAnswered();
        return await database.WriteAsync(
            async session =>
            {
                await ReservationTable.ReleaseAsync(session, run.Id, purchase.Request, cancellationToken);
                return await BuyAsync(session, purchase, sample => known[sample], spans, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Why nothing is bought, or the recorded answer; null where the purchase can be made.</summary>
    private static async Task<(PurchaseOutcome? Outcome, Run Run, HashSet<SampleId> Paid)> LookAsync(LedgerSession session, Purchase purchase, CancellationToken cancellationToken)
    {
        var run = await RunTable.LockAsync(session, purchase.Run, cancellationToken);
        if (!await RunTable.AdmitAsync(session, run, purchase.Epoch, cancellationToken))
            return (new PurchaseOutcome.Superseded(run.Id, purchase.Epoch, run.Epoch), run, []);
        var recorded = await LedgerTable.OfRequestAsync(session, run.Id, purchase.Request, cancellationToken);
        if (recorded.Count > 0)
        {
            PurchaseOutcome answered = purchase.DifferenceFrom(Purchase.Of(recorded)) is { } difference
                ? new PurchaseOutcome.RequestTaken(purchase.Request, difference)
                : new PurchaseOutcome.Bought(recorded, run.Budget, await LedgerTable.HeadAsync(session, run.Id, cancellationToken), Replayed: true);
            return (answered, run, []);
        }

        if (run.ClosedAt is { } closedAt)
            return (new PurchaseOutcome.RunClosed(run.Id, closedAt), run, []);

        var paid = await LedgerTable.PaidAsync(session, run.Id, purchase.Queries.Select(query => query.Sample), cancellationToken);
        var cost = run.Prices.Most(purchase.Queries.Count - paid.Count);
        var reserved = run.Oracle == OracleKind.Dataset ? Cost.None : await ReservationTable.OfOthersAsync(session, run.Id, purchase.Request, cancellationToken);
        // By the dearest also where the labels are known: what is refused must not tell them.
        return run.Budget.Pays(cost, reserved)
            ? (null, run, paid)
            : (new PurchaseOutcome.BudgetExhausted(run.Id, run.Budget.Charged(reserved), cost), run, paid);
    }

    private async Task<PurchaseOutcome> BuyAsync(
        LedgerSession session, Purchase purchase, Func<SampleId, Sold> sell, LabelQuerySpans spans, CancellationToken cancellationToken)
    {
        spans.Begun();
        var (outcome, run, paid) = await LookAsync(session, purchase, cancellationToken);
        if (outcome is not null)
            return outcome;
        var cost = Cost.None;
        var (before, round) = (run.Budget, LabelQuerySpans.Caller());
        var rows = new List<LedgerRow>(purchase.Queries.Count);
        foreach (var query in purchase.Queries)
        {
            var charged = !paid.Contains(query.Sample);
            var sold = sell(query.Sample);
            var price = charged ? sold.Price ?? run.Prices.Of(sold.Label) : 0;
            if (charged)
                cost += new Cost(1, price);
            var row = new LedgerRow
            {
                Run = run.Id,
                Request = purchase.Request,
                Sample = query.Sample,
                Label = sold.Label,
                Purpose = purchase.Purpose,
                Strategy = purchase.StrategyOf(query),
                Score = query.Score,
                Rank = query.Rank,
                Round = purchase.Round,
                Charged = charged,
                Paid = price,
                Time = time.GetUtcNow(),
            };
            rows.Add(await spans.AppendAsync(row, before.Charged(cost).Remaining, round, traced => LedgerTable.AppendAsync(session, traced, cancellationToken)));
        }

        if (cost.Labels > 0)
            await RunTable.ChargeAsync(session, run.Id, cost, cancellationToken);
        return new PurchaseOutcome.Bought(rows, before.Charged(cost), rows[^1].Chain, Replayed: false);
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
                Log.BudgetExhausted(logger, purchase.Run, exhausted.Cost.Labels, exhausted.Budget.Remaining, exhausted.Budget.Limit);
                break;
        }
    }
}

using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Ledger;

internal static class LedgerExport
{
    /// <summary><c>/runs/{id}/bought</c>: what was bought last, as a part of the run's page. <c>/runs/{id}/ledger.csv</c> and <c>.jsonl</c>: the rows the query names, written as they are read.</summary>
    public static void MapLedgerExport(this WebApplication app)
    {
        app.MapGet("/runs/{id}/bought", (string id) => new RazorComponentResult<BoughtView>(new Dictionary<string, object?> { [nameof(BoughtView.RunId)] = id }));
        app.MapGet("/runs/{id}/ledger.csv", (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store) =>
            ExportAsync(id, context, classifier, oracle, store, "csv", "text/csv; charset=utf-8", (file, entries, writer) => file.WriteCsvAsync(entries, writer)));
        app.MapGet("/runs/{id}/ledger.jsonl", (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store) =>
            ExportAsync(id, context, classifier, oracle, store, "jsonl", "application/jsonl", (file, entries, writer) => file.WriteJsonLinesAsync(entries, writer)));
    }

    private static async Task ExportAsync(
        string id,
        HttpContext context,
        ClassifierService.ClassifierServiceClient classifier,
        LabelOracleService.LabelOracleServiceClient oracle,
        DatasetStoreService.DatasetStoreServiceClient store,
        string ending,
        string type,
        Func<LedgerFile, IAsyncEnumerable<LedgerEntry>, TextWriter, Task> write)
    {
        var cancellationToken = context.RequestAborted;
        var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        var names = await ClassNames.OfAsync(oracle, store, run, cancellationToken);
        await Attachment.SendTextAsync(
            context, type, $"ledger-{run.RunId}.{ending}", writer => write(new LedgerFile(run.RunId, run.Options, names.Names), LedgerQuery.Read(id, context.Request.Query).AllAsync(oracle, cancellationToken), writer));
    }
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Ledger;

internal static class LedgerExport
{
    /// <summary><c>/runs/{id}/ledger.csv</c> and <c>.jsonl</c>: the rows the query names, written as they are read.</summary>
    public static void MapLedgerExport(this WebApplication app)
    {
        app.MapGet("/runs/{id}/ledger.csv", (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store) =>
            ExportAsync(id, context, classifier, oracle, store, "csv", "text/csv; charset=utf-8", LedgerFile.WriteCsvAsync));
        app.MapGet("/runs/{id}/ledger.jsonl", (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store) =>
            ExportAsync(id, context, classifier, oracle, store, "jsonl", "application/jsonl", LedgerFile.WriteJsonLinesAsync));
    }

    private static async Task ExportAsync(
        string id,
        HttpContext context,
        ClassifierService.ClassifierServiceClient classifier,
        LabelOracleService.LabelOracleServiceClient oracle,
        DatasetStoreService.DatasetStoreServiceClient store,
        string ending,
        string type,
        Func<Run, ClassNames, IAsyncEnumerable<LedgerEntry>, TextWriter, Task> write)
    {
        var cancellationToken = context.RequestAborted;
        var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        var names = await ClassNames.OfAsync(oracle, store, run, cancellationToken);
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"ledger-{run.RunId}.{ending}\"";
        await using var writer = new StreamWriter(context.Response.Body);
        await write(run, names, LedgerQuery.Read(id, context.Request.Query).AllAsync(oracle, cancellationToken), writer);
    }
}

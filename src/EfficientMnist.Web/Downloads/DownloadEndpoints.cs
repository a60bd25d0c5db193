using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Runs;
using Microsoft.AspNetCore.Http.Features;

namespace EfficientMnist.Web.Downloads;

internal static class DownloadEndpoints
{
    /// <summary><c>/runs/{id}/labels.csv</c>, <c>/runs/{id}/predictions.csv</c> of the whole pool, <c>/runs/{id}/model.safetensors</c>, and <c>/runs/{id}/everything.zip</c>.</summary>
    public static void MapDownloads(this WebApplication app)
    {
        app.MapGet("/runs/{id}/labels.csv", (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store) =>
            SendCsvAsync(context, $"labels-{id}", async (writer, cancellationToken) =>
            {
                var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
                var names = await ClassNames.OfAsync(oracle, store, run, cancellationToken);
                await (await FinalAnswers.OfAsync(oracle, id, cancellationToken)).WriteLabelsAsync(writer, label => names[label], cancellationToken);
            }));
        app.MapGet("/runs/{id}/predictions.csv", (string id, HttpContext context, RunArchive archive) =>
            SendCsvAsync(context, $"predictions-{id}", (writer, cancellationToken) => archive.WritePredictionsAsync(id, writer, cancellationToken)));
        app.MapGet("/runs/{id}/everything.zip", async (string id, HttpContext context, RunArchive archive) =>
        {
            Attachment.Begin(context, "application/zip", $"{id}.zip");
            // The writer of zips ends an entry synchronously; buffering the whole would take the memory of a large pool.
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
            await archive.WriteAsync(id, context.Response.Body, context.RequestAborted);
        });
        app.MapGet("/runs/{id}/model.safetensors", async (string id, HttpContext context, ClassifierService.ClassifierServiceClient classifier) =>
        {
            using var model = classifier.ExportModel(new ExportModelRequest { RunId = id }, cancellationToken: context.RequestAborted);
            // Not before there is an answer: a refusal is told as such, not as a file.
            if (!await model.ResponseStream.MoveNext(context.RequestAborted))
                return;
            Attachment.Begin(context, "application/octet-stream", $"{id}.safetensors");
            do
                await context.Response.Body.WriteAsync(model.ResponseStream.Current.Part.Memory, context.RequestAborted);
            while (await model.ResponseStream.MoveNext(context.RequestAborted));
        });
    }

    private static Task SendCsvAsync(HttpContext context, string name, Func<TextWriter, CancellationToken, Task> write) =>
        Attachment.SendTextAsync(context, "text/csv; charset=utf-8", name + ".csv", writer => write(writer, context.RequestAborted));
}

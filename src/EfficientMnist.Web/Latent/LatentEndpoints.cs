using System.Text.Json;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using Grpc.Core;
using Classifier = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;

namespace EfficientMnist.Web.Latent;

/// <summary>What the latent view is drawn from.</summary>
internal static class LatentEndpoints
{
    private const int MostTiles = 512;

    public static void MapLatent(this WebApplication app)
    {
        app.MapGet("/runs/{id}/latent/points", PointsAsync);
        app.MapGet("/runs/{id}/latent/pool", PoolAsync);
        app.MapGet("/images/{dataset}/train/sheet.png", SheetAsync);
    }

    // One JSON object a line: how far it is, then the points or the refusal.
    private static async Task PointsAsync(string id, string? method, HttpContext context, Classifier classifier)
    {
        context.Response.ContentType = "application/jsonl";
        try
        {
            var request = new GetProjectionRequest { RunId = id, Method = MethodOf(method) };
            using var call = classifier.GetProjection(request, cancellationToken: context.RequestAborted);
            ProjectionInfo? info = null;
            List<ProjectionPoints> chunks = [];
            await foreach (var part in call.ResponseStream.ReadAllAsync(context.RequestAborted))
            {
                if (part.Progress is { } progress)
                    await WriteAsync(context, new { progress.Step, progress.Done });
                else if (part.Info is not null)
                    info = part.Info;
                else
                    chunks.Add(part.Points);
            }
            await WriteAsync(context, ProjectionDrawing.Of(info!, chunks));
        }
        catch (RpcException error)
        {
            await WriteAsync(context, new { Detail = RpcText.Of(error) });
        }
    }

    private static async Task<IResult> PoolAsync(string id, Classifier classifier, CancellationToken cancellationToken)
    {
        try
        {
            using var call = classifier.StreamPoolState(new StreamPoolStateRequest { RunId = id }, cancellationToken: cancellationToken);
            return TypedResults.Ok(PoolDrawing.Of(await call.ResponseStream.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken)));
        }
        catch (RpcException error)
        {
            return TypedResults.Problem(RpcText.Of(error), statusCode: StatusCodes.Status409Conflict);
        }
    }

    // Many thumbnails at once, side by side in one row.
    private static async Task<IResult> SheetAsync(string dataset, string ids, HttpContext context, DatasetStoreService.DatasetStoreServiceClient store, int tile = 28)
    {
        var samples = ids.Split(',').Select(text => int.TryParse(text, out var id) ? id : -1).ToList();
        if (samples.Count > MostTiles || samples.Any(sample => sample < 0))
            return TypedResults.Problem($"A sheet has 1 to {MostTiles} images, by id.", statusCode: StatusCodes.Status400BadRequest);
        var request = new GetSpriteRequest { Dataset = dataset, Split = Split.Train, Ids = new SampleIds(), Columns = samples.Count, Tile = tile };
        request.Ids.Ids.AddRange(samples);
        try
        {
            var sheet = await store.GetSpriteAsync(request, cancellationToken: context.RequestAborted);
            context.Response.Headers.CacheControl = "private, max-age=3600";
            return TypedResults.Bytes(sheet.Png.ToByteArray(), "image/png");
        }
        catch (RpcException error)
        {
            return TypedResults.Problem(RpcText.Of(error), statusCode: StatusCodes.Status409Conflict);
        }
    }

    private static ProjectionMethod MethodOf(string? name) => name switch
    {
        "pca" => ProjectionMethod.Pca,
        "tsne" => ProjectionMethod.Tsne,
        _ => ProjectionMethod.Umap,
    };

    private static async Task WriteAsync<T>(HttpContext context, T line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, context.RequestAborted);
        await context.Response.WriteAsync("\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

using System.Text.Json;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Store = EfficientMnist.Contracts.V1.DatasetStoreService.DatasetStoreServiceClient;

namespace EfficientMnist.Web.Datasets;

/// <summary>Import and deletion of people's own images.</summary>
internal static class DatasetEndpoints
{
    public static void MapDatasets(this WebApplication app)
    {
        var datasets = app.MapGroup("/datasets").RequireAntiforgery();
        datasets.MapPost("/upload", UploadAsync);
        app.MapGet("/uploads/{id}", FindUploadAsync);
        datasets.MapPost("/import", ImportAsync);
        datasets.MapPost("/{name}/delete", DeleteAsync);
        // A part of the page: files are read and checked when a data set is first looked at.
        app.MapGet("/datasets/{name}/card", (string name) => new RazorComponentResult<DatasetCard>(new Dictionary<string, object?> { [nameof(DatasetCard.Name)] = name }));
        app.MapGet("/datasets/{name}/row", (string name) => new RazorComponentResult<DatasetRow>(new Dictionary<string, object?> { [nameof(DatasetRow.Name)] = name }));
    }

    private static async Task<IResult> UploadAsync([AsParameters] ImportRequest request, HttpContext context, Store store)
    {
        // A folder of images is larger than any form.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        try
        {
            var result = await FolderUpload.SendAsync(store, request.Options, request.Upload ?? "", request.From ?? 0, context.Request, context.RequestAborted);
            return TypedResults.Ok(new { result.Dataset.Name, result.Notes });
        }
        catch (RpcException error)
        {
            return Problem(error);
        }
        catch (InvalidDataException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    }

    private static async Task<IResult> FindUploadAsync(string id, Store store, CancellationToken cancellationToken)
    {
        try
        {
            var there = await store.GetUploadAsync(new GetUploadRequest { UploadId = id }, cancellationToken: cancellationToken);
            return TypedResults.Ok(new { there.Files, there.Bytes });
        }
        catch (RpcException error)
        {
            return Problem(error);
        }
    }

    // What comes and goes is tried again by the browser.
    private static ProblemHttpResult Problem(RpcException error) => TypedResults.Problem(
        RpcText.Of(error), statusCode: error.StatusCode == StatusCode.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict);

    // One JSON object a line: how far it is, then the name or the refusal.
    private static async Task ImportAsync([AsParameters] ImportRequest request, string folder, HttpContext context, Store store)
    {
        context.Response.ContentType = "application/jsonl";
        try
        {
            using var call = store.ImportFolder(new ImportFolderRequest { Options = request.Options, Folder = folder }, cancellationToken: context.RequestAborted);
            await foreach (var response in call.ResponseStream.ReadAllAsync(context.RequestAborted))
                await WriteAsync(context, new { response.Done, response.Total, response.Result?.Dataset.Name, response.Result?.Notes });
        }
        catch (RpcException error)
        {
            await WriteAsync(context, new { Detail = RpcText.Of(error) });
        }
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, Notice notice, Store store)
    {
        try
        {
            await store.DeleteDatasetAsync(new DeleteDatasetRequest { Name = name });
            notice.Leave(context, "good", $"The data set {name} is deleted.");
        }
        catch (RpcException error)
        {
            notice.Leave(context, "bad", RpcText.Of(error));
        }
        return TypedResults.LocalRedirect("/datasets");
    }

    private static async Task WriteAsync<T>(HttpContext context, T line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, context.RequestAborted);
        await context.Response.WriteAsync("\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Images;

internal static class Originals
{
    /// <summary><c>/images/{dataset}/{split}/{id}/original</c>: the user's own file that an image was made of, at its full size.</summary>
    public static void MapOriginals(this WebApplication app) =>
        app.MapGet("/images/{dataset}/{split:regex(^(train|test)$)}/{id:int:min(0)}/original", SendAsync);

    private static async Task SendAsync(string dataset, string split, int id, DatasetStoreService.DatasetStoreServiceClient store, HttpContext context)
    {
        var request = new GetOriginalRequest { Dataset = dataset, Split = split == "test" ? Split.Test : Split.Train, SampleId = id };
        using var call = store.GetOriginal(request, cancellationToken: context.RequestAborted);
        try
        {
            await foreach (var part in call.ResponseStream.ReadAllAsync(context.RequestAborted))
            {
                if (!context.Response.HasStarted)
                {
                    context.Response.ContentType = TypeOf(part.Content.Span);
                    context.Response.Headers.CacheControl = "private, max-age=3600";
                }
                await context.Response.Body.WriteAsync(part.Content.Memory, context.RequestAborted);
            }
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    // By the content, whatever the file is called; what a browser does not show it saves.
    private static string TypeOf(ReadOnlySpan<byte> file) =>
        file is [0xFF, 0xD8, ..] ? "image/jpeg"
        : file is [0x89, 0x50, ..] ? "image/png"
        : file.StartsWith("GIF8"u8) ? "image/gif"
        : file.StartsWith("RIFF"u8) ? "image/webp"
        : file.StartsWith("BM"u8) ? "image/bmp"
        : "application/octet-stream";
}

using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Web.Images;

internal static class Thumbnails
{
    /// <summary><c>/images/{dataset}/{split}/{id}.png</c>: one image of the data set store, kept by the browser for an hour.</summary>
    public static void MapThumbnails(this WebApplication app) =>
        app.MapGet("/images/{dataset}/{split:regex(^(train|test)$)}/{id:int:min(0)}.png", async Task<IResult> (
            string dataset, string split, int id, DatasetStoreService.DatasetStoreServiceClient store, HttpContext context, int scale = 2) =>
        {
            try
            {
                var thumbnail = await store.GetThumbnailAsync(
                    new GetThumbnailRequest { Dataset = dataset, Split = split == "test" ? Split.Test : Split.Train, SampleId = id, Scale = scale },
                    cancellationToken: context.RequestAborted);
                context.Response.Headers.CacheControl = "private, max-age=3600";
                return TypedResults.Bytes(thumbnail.Png.ToByteArray(), "image/png");
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.NotFound or StatusCode.InvalidArgument)
            {
                return TypedResults.NotFound();
            }
        });
}

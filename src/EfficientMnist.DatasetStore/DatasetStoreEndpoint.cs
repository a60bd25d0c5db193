using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Png;
using EfficientMnist.DatasetStore.Catalog;
using EfficientMnist.DatasetStore.Images;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.DatasetStore;

/// <summary>The contract <c>DatasetStoreService</c>: images, never a label.</summary>
public sealed class DatasetStoreEndpoint(DatasetCatalog catalog, ImageCache cache, ImageMetrics metrics) : DatasetStoreService.DatasetStoreServiceBase
{
    public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListDatasetsResponse
        {
            Datasets = { catalog.List().Select(found => new Contracts.V1.DatasetAvailability { Name = found.Name, Available = found.Available, Detail = found.Detail }) },
        });

    public override async Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        var info = await catalog.FindAsync(request.Name, context.CancellationToken);
        var response = new GetDatasetResponse { Dataset = DatasetMessages.Describe(info) };
        foreach (var split in info.Splits)
        {
            var images = await cache.GetAsync(info.Name, split, context.CancellationToken);
            response.Dataset.Splits.Add(new SplitInfo { Split = DatasetMessages.ToMessage(split), Count = images.Count, ContentHash = images.ContentHash });
        }
        return response;
    }

    public override async Task StreamImages(StreamImagesRequest request, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        var images = await cache.GetAsync(request.Dataset, DatasetMessages.FromMessage(request.Split), context.CancellationToken);
        foreach (var chunk in ImageChunks.Of(images, request))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            await responseStream.WriteAsync(chunk);
            metrics.Served(request.Dataset, chunk.SampleIds.Count);
        }
    }

    public override async Task<GetThumbnailResponse> GetThumbnail(GetThumbnailRequest request, ServerCallContext context)
    {
        var images = await cache.GetAsync(request.Dataset, DatasetMessages.FromMessage(request.Split), context.CancellationToken);
        ImageChunks.RequireId(request.SampleId, images.Count);
        var png = PngEncoder.Encode(images[request.SampleId], images.Shape, request.Scale == 0 ? 1 : request.Scale);
        metrics.Served(request.Dataset, 1);
        return new GetThumbnailResponse { Png = UnsafeByteOperations.UnsafeWrap(png) };
    }
}

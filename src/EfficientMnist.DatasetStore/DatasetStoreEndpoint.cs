using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.DatasetStore.Catalog;
using EfficientMnist.DatasetStore.Images;
using EfficientMnist.DatasetStore.Import;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.DatasetStore;

/// <summary>The contract <c>DatasetStoreService</c>: images, never a label.</summary>
public sealed class DatasetStoreEndpoint(DatasetCatalog catalog, ImageCache cache, ImageMetrics metrics, DatasetImports imports, ImportStore store, Uploads uploads, TimeProvider time)
    : DatasetStoreService.DatasetStoreServiceBase
{
    private const int OriginalPartBytes = 1 << 20;

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(200);

    public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListDatasetsResponse
        {
            Datasets = { catalog.List().Select(found => new Contracts.V1.DatasetAvailability { Name = found.Name, Available = found.Available, Detail = found.Detail, Imported = found.Imported }) },
        });

    public override async Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context)
    {
        if (request.UsedBy.Length > 0 && store.Has(request.Name)) store.Use(request.Name, new RunId(request.UsedBy));
        return new GetDatasetResponse { Dataset = await DescribeAsync(request.Name, context.CancellationToken) };
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
        var scale = request.Scale == 0 ? 1 : request.Scale;
        if (scale is < 1 or > PngEncoder.LargestScale)
            throw Refusal.InvalidField("scale", $"The scale is {scale}; it must be 1 to {PngEncoder.LargestScale}, or 0 for 1.");
        var png = PngEncoder.Encode(images[request.SampleId], images.Shape, scale);
        metrics.Served(request.Dataset, 1);
        return new GetThumbnailResponse { Png = UnsafeByteOperations.UnsafeWrap(png) };
    }

    public override async Task GetOriginal(GetOriginalRequest request, IServerStreamWriter<GetOriginalResponse> responseStream, ServerCallContext context)
    {
        var split = DatasetMessages.FromMessage(request.Split);
        var path = await FileRefusals.TellAsync(() => catalog.OriginalOfAsync(request.Dataset, split, new SampleId(request.SampleId), context.CancellationToken))
            ?? throw Refusal.NotFound($"The file of image {request.SampleId} of {request.Dataset} is not on the machine of the dataset-store.");
        await using var file = File.OpenRead(path);
        var part = new byte[OriginalPartBytes];
        for (int read; (read = await file.ReadAsync(part, context.CancellationToken)) > 0;)
            await responseStream.WriteAsync(new GetOriginalResponse { Content = ByteString.CopyFrom(part, 0, read) });
    }

    public override async Task<GetSpriteResponse> GetSprite(GetSpriteRequest request, ServerCallContext context)
    {
        var images = await cache.GetAsync(request.Dataset, DatasetMessages.FromMessage(request.Split), context.CancellationToken);
        var sprite = SpriteSheet.Of(images, request);
        metrics.Served(request.Dataset, sprite.Count);
        return sprite;
    }

    public override async Task ImportFolder(ImportFolderRequest request, IServerStreamWriter<ImportFolderResponse> responseStream, ServerCallContext context)
    {
        var options = ImportMessages.FromMessage(request.Options);
        if (!Path.IsPathFullyQualified(request.Folder)) throw Refusal.Invalid($"The folder is '{Refusal.Quote(request.Folder)}'; it must be the full path of a folder or a file on the machine of the dataset-store.");
        var progress = new LatestProgress();
        var import = imports.ImportAsync(request.Options.Name, request.Folder, request.Folder, options, progress, context.CancellationToken);
        while (await Task.WhenAny(import, Task.Delay(ProgressInterval, time)) != import)
            await responseStream.WriteAsync(new ImportFolderResponse { Done = progress.Value.Done, Total = progress.Value.Total });
        var summary = await import;
        var result = await ResultAsync(request.Options.Name, summary, context.CancellationToken);
        await responseStream.WriteAsync(new ImportFolderResponse { Done = progress.Value.Total, Total = progress.Value.Total, Result = result });
    }

    public override async Task<UploadImagesResponse> UploadImages(IAsyncStreamReader<UploadImagesRequest> requestStream, ServerCallContext context)
    {
        var message = await requestStream.MoveNext(context.CancellationToken) ? requestStream.Current.Options : null;
        var options = ImportMessages.FromMessage(message);
        imports.RequireFree(message!.Name);
        imports.RequireImported(message.Into);
        using var upload = uploads.Begin(requestStream.Current.UploadId);
        try
        {
            await upload.ReceiveAsync(requestStream, context.CancellationToken);
            var summary = await imports.ImportAsync(message.Name, upload.Folder, $"{upload.Files} uploaded files", options, new LatestProgress(), context.CancellationToken);
            upload.IsOver = true;
            return new UploadImagesResponse { Result = await ResultAsync(message.Name, summary, context.CancellationToken) };
        }
        catch (RefusalException refusal) when (refusal.Kind != RefusalKind.Unavailable)
        {
            // Sent again it would be refused again.
            upload.IsOver = true;
            throw;
        }
    }

    public override Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context)
    {
        var (files, bytes) = uploads.Find(request.UploadId);
        return Task.FromResult(new GetUploadResponse { Files = files, Bytes = bytes });
    }

    public override Task<DeleteDatasetResponse> DeleteDataset(DeleteDatasetRequest request, ServerCallContext context)
    {
        imports.Delete(request.Name);
        return Task.FromResult(new DeleteDatasetResponse());
    }

    private async Task<ImportResult> ResultAsync(string name, ImportSummary summary, CancellationToken cancellationToken) =>
        ImportMessages.ToMessage(summary, await DescribeAsync(name, cancellationToken));

    private async Task<Dataset> DescribeAsync(string name, CancellationToken cancellationToken)
    {
        var info = await FileRefusals.TellAsync(() => catalog.FindAsync(name, cancellationToken));
        var dataset = DatasetMessages.Describe(info);
        dataset.HasOriginals = await FileRefusals.TellAsync(() => catalog.OriginalOfAsync(name, DatasetSplit.Train, new SampleId(0), cancellationToken)) is not null;
        if (info.Import is not null) dataset.UsedBy.AddRange(store.UsesOf(name));
        foreach (var split in info.Splits)
        {
            var images = await cache.GetAsync(info.Name, split, cancellationToken);
            dataset.Splits.Add(new SplitInfo { Split = DatasetMessages.ToMessage(split), Count = images.Count, ContentHash = images.ContentHash });
        }
        return dataset;
    }
}

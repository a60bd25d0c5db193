using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>A store without Fashion-MNIST where a test says so.</summary>
internal sealed class ScriptedStore : DatasetStoreService.DatasetStoreServiceBase
{
    private static readonly Dataset Fashion = new()
    {
        Name = "fashion-mnist",
        Channels = 1,
        Height = 28,
        Width = 28,
        Source = "Zalando Research (/home/me/data/fashion-mnist)",
        Splits = { new SplitInfo { Split = Split.Train, Count = 60_000, ContentHash = "abc" }, new SplitInfo { Split = Split.Test, Count = 10_000, ContentHash = "def" } },
    };

    public bool HasFashion { get; set; } = true;

    /// <summary>Options of the last import.</summary>
    public ImportOptions? Imported { get; private set; }

    /// <summary>Folder of the last import, or the paths and sizes of the files that were sent.</summary>
    public string ImportedFrom { get; private set; } = "";

    public override async Task ImportFolder(ImportFolderRequest request, IServerStreamWriter<ImportFolderResponse> responseStream, ServerCallContext context)
    {
        (Imported, ImportedFrom) = (request.Options, request.Folder);
        await responseStream.WriteAsync(new ImportFolderResponse { Done = 2, Total = 3 }, context.CancellationToken);
        await responseStream.WriteAsync(new ImportFolderResponse { Done = 3, Total = 3, Result = ResultOf(request.Options) }, context.CancellationToken);
    }

    /// <summary>What is there of an upload that was cut off.</summary>
    public GetUploadResponse There { get; set; } = new();

    /// <summary>Names of the uploads, as they were asked for and sent.</summary>
    public List<string> UploadIds { get; } = [];

    public override Task<GetUploadResponse> GetUpload(GetUploadRequest request, ServerCallContext context)
    {
        UploadIds.Add(request.UploadId);
        return Task.FromResult(There);
    }

    public override async Task<UploadImagesResponse> UploadImages(IAsyncStreamReader<UploadImagesRequest> requestStream, ServerCallContext context)
    {
        var sizes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Imported = message.Options ?? Imported;
            if (message.Options is not null) UploadIds.Add(message.UploadId);
            if (message.File is { } file) sizes[file.Path] = sizes.GetValueOrDefault(file.Path) + file.Content.Length;
        }
        if (Imported!.Name == "taken") throw new RpcException(new Status(StatusCode.AlreadyExists, "There is a data set 'taken' already."));
        ImportedFrom = string.Join(' ', sizes.Select(file => $"{file.Key}:{file.Value}"));
        return new UploadImagesResponse { Result = ResultOf(Imported) };
    }

    public override Task<DeleteDatasetResponse> DeleteDataset(DeleteDatasetRequest request, ServerCallContext context) => request.Name == "mine"
        ? Task.FromResult(new DeleteDatasetResponse())
        : throw new RpcException(new Status(StatusCode.FailedPrecondition, $"{request.Name} is used by the run r1."));

    private static ImportResult ResultOf(ImportOptions options) => new()
    {
        Dataset = new Dataset
        {
            Name = options.Name,
            Channels = 1,
            Height = 28,
            Width = 28,
            Imported = true,
            HasLabels = !options.WithoutLabels,
            ClassNames = { "cat", "dog" },
            Splits = { new SplitInfo { Split = Split.Train, Count = 1_203 } },
        },
        IgnoredFiles = 2,
        IgnoredExample = "a.heic",
        Classes = { new ClassCount { Name = "cat", Pool = 1_000 }, new ClassCount { Name = "dog", Pool = 203 } },
        Notes = { "3 images are there twice." },
    };

    public override async Task StreamImages(StreamImagesRequest request, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        foreach (var ids in new[] { 0, 1, 2 }.Chunk(2))
            await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { ids }, Pixels = Google.Protobuf.ByteString.CopyFrom(new byte[ids.Length * 784]) });
    }

    public override Task<GetSpriteResponse> GetSprite(GetSpriteRequest request, ServerCallContext context) => Task.FromResult(new GetSpriteResponse
    {
        Png = Google.Protobuf.ByteString.CopyFromUtf8($"sheet of {string.Join(' ', request.Ids.Ids)}"),
        Count = request.Ids.Ids.Count,
        TileWidth = 7,
        TileHeight = 7,
    });

    public override Task<GetThumbnailResponse> GetThumbnail(GetThumbnailRequest request, ServerCallContext context) => Task.FromResult(new GetThumbnailResponse
    {
        // White above, black below.
        Png = Google.Protobuf.ByteString.CopyFrom(Datasets.Decoding.PngEncoder.Encode([255, 255, 255, 255, 0, 0, 0, 0], new Datasets.ImageShape(1, 4, 2))),
    });

    public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) => request.Name switch
    {
        "glyphs" => Task.FromResult(new GetDatasetResponse { Dataset = new Dataset { Name = "glyphs" } }),
        "fashion-mnist" when HasFashion => Task.FromResult(new GetDatasetResponse { Dataset = Fashion }),
        _ => throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} is nowhere; put its files into ./data.")),
    };

    public override Task<ListDatasetsResponse> ListDatasets(ListDatasetsRequest request, ServerCallContext context) => Task.FromResult(new ListDatasetsResponse
    {
        Datasets =
        {
            new DatasetAvailability { Name = "fashion-mnist", Available = HasFashion, Detail = "no file, no network" },
            new DatasetAvailability { Name = "glyphs", Available = true, Detail = "drawn by code" },
        },
    });
}

using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>A store without Fashion-MNIST where a test says so.</summary>
internal sealed class ScriptedStore : DatasetStoreService.DatasetStoreServiceBase
{
    private static readonly Dataset Fashion = new()
    {
        Name = "fashion-mnist", Channels = 1, Height = 28, Width = 28, Source = "Zalando Research (/home/me/data/fashion-mnist)",
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

    public override async Task<UploadImagesResponse> UploadImages(IAsyncStreamReader<UploadImagesRequest> requestStream, ServerCallContext context)
    {
        var sizes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Imported = message.Options ?? Imported;
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
            Name = options.Name, Channels = 1, Height = 28, Width = 28, Imported = true, HasLabels = !options.WithoutLabels, ClassNames = { "cat", "dog" },
            Splits = { new SplitInfo { Split = Split.Train, Count = 1_203 } },
        },
        IgnoredFiles = 2,
        IgnoredExample = "a.jpg",
    };

    public override Task<GetSpriteResponse> GetSprite(GetSpriteRequest request, ServerCallContext context) => Task.FromResult(new GetSpriteResponse
    {
        Png = Google.Protobuf.ByteString.CopyFromUtf8($"sheet of {string.Join(' ', request.Ids.Ids)}"), Count = request.Ids.Ids.Count, TileWidth = 7, TileHeight = 7,
    });

    public override Task<GetThumbnailResponse> GetThumbnail(GetThumbnailRequest request, ServerCallContext context) => Task.FromResult(new GetThumbnailResponse
    {
        // White above, black below.
        Png = Google.Protobuf.ByteString.CopyFrom(Datasets.Png.PngEncoder.Encode([255, 255, 255, 255, 0, 0, 0, 0], new Datasets.ImageShape(1, 4, 2))),
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

/// <summary>A trainer with one encoder.</summary>
internal sealed class ScriptedTrainer : EncoderTrainerService.EncoderTrainerServiceBase
{
    public const string EncoderId = "0123456789abcdef";

    public override Task<GetTrainingResponse> GetTraining(GetTrainingRequest request, ServerCallContext context) =>
        request.TrainingId == "t1" || request.EncoderId == EncoderId
            ? Task.FromResult(new GetTrainingResponse
            {
                Training = new Training { TrainingId = "t1", Kind = "ae", Dataset = "glyphs", State = TrainingState.Completed },
                Epochs =
                {
                    new TrainingEpoch { Epoch = 1, Step = 4, Loss = 0.5, ValidationLoss = 0.6, LearningRate = 0.01, Seconds = 1, Kept = true, Metrics = { ["kl"] = 0.1 } },
                    new TrainingEpoch { Epoch = 2, Step = 8, Loss = 0.4, ValidationLoss = double.NaN, LearningRate = 0.005, Seconds = 2, Kept = true, Metrics = { ["kl"] = 0.2 } },
                },
            })
            : throw new RpcException(new Status(StatusCode.NotFound, "There is no such training."));

    /// <summary>Latents of image i: i and i + ½.</summary>
    public override async Task Encode(EncodeRequest request, IServerStreamWriter<EncodeResponse> responseStream, ServerCallContext context)
    {
        for (var id = request.Range.First; id < request.Range.First + request.Range.Count; id++)
        {
            var halves = new[] { (Half)id, (Half)(id + 0.5) };
            var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
            await responseStream.WriteAsync(new EncodeResponse { FirstId = id, Count = 1, Latent = 2, Latents = Google.Protobuf.ByteString.CopyFrom(bytes) });
        }
    }

    public override Task<ListEncodersResponse> ListEncoders(ListEncodersRequest request, ServerCallContext context) => Task.FromResult(new ListEncodersResponse
    {
        Encoders = { new Encoder { EncoderId = "0123456789abcdef", Kind = "contrastive", Dataset = "fashion-mnist", Latent = 128, Seed = 1, FinalLoss = 1.25, TrainingSeconds = 600 }, new Encoder { EncoderId = "fedcba9876543210", Kind = "student", Dataset = "fashion-mnist", Latent = 138, Classes = 10 } },
    });

    public override Task<ListTrainingsResponse> ListTrainings(ListTrainingsRequest request, ServerCallContext context) => Task.FromResult(new ListTrainingsResponse
    {
        Trainings = { new Training { Kind = "ae", Dataset = "glyphs", State = TrainingState.Running, Progress = new TrainingProgress { Step = 3, TotalSteps = 9 } } },
    });

    public override Task<GetDeviceResponse> GetDevice(GetDeviceRequest request, ServerCallContext context) =>
        Task.FromResult(new GetDeviceResponse { Device = "cpu", Precision = "bfloat16", Threads = 2, Description = "a processor", CacheAvailable = true, Libraries = { ["libtorch"] = "1.13.1" } });
}

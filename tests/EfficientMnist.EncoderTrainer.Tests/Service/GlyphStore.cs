using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.ServiceDefaults;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>A small dataset-store over gRPC: some hundred glyphs, and a data set that has a size but no images.</summary>
internal sealed class GlyphStore : DatasetStoreService.DatasetStoreServiceBase, IAsyncDisposable
{
    public const string Glyphs = "glyphs";
    public const string Huge = "huge";
    public const string Colour = "colour";
    public const int TrainCount = 400;
    public const int HugeCount = 60_000;

    // Drawn once for all tests: it takes seconds.
    private static readonly Lazy<Task<ImageSet>> Drawn = new(() =>
        new DatasetCatalog(new DatasetOptions { AllowDownload = false }).LoadImagesAsync(DatasetCatalog.Drawn, DatasetSplit.Test));

    private readonly ImageSet _train;
    private readonly ImageSet _test;
    private WebApplication? _app;
    private int _streams;

    public GlyphStore(ImageSet train, ImageSet test) => (_train, _test) = (train, test);

    public string Address => _app!.Urls.First();

    public ImageSet Train => _train;

    /// <summary>How often images were asked for.</summary>
    public int Streams => _streams;

    public static async Task<GlyphStore> StartAsync()
    {
        var images = await Drawn.Value;
        var store = new GlyphStore(images.Slice(0, TrainCount), images.Slice(TrainCount, 50));
        var builder = WebApplication.CreateBuilder(["--GRPC_PORT=0", "--HTTP_PORT=0"]);
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(store);
        store._app = builder.Build();
        store._app.MapGrpcService<GlyphStore>();
        await store._app.StartAsync();
        return store;
    }

    public override Task<GetDatasetResponse> GetDataset(GetDatasetRequest request, ServerCallContext context) => request.Name switch
    {
        Glyphs => Task.FromResult(new GetDatasetResponse { Dataset = Describe(Glyphs, 1, (Split.Train, TrainCount, _train.ContentHash), (Split.Test, _test.Count, _test.ContentHash)) }),
        Huge => Task.FromResult(new GetDatasetResponse { Dataset = Describe(Huge, 1, (Split.Train, HugeCount, new string('b', 64))) }),
        Colour => Task.FromResult(new GetDatasetResponse { Dataset = Describe(Colour, 3, (Split.Train, 10, new string('c', 64))) }),
        _ => throw Refusal.NotFound($"There is no data set '{request.Name}'."),
    };

    public override async Task StreamImages(StreamImagesRequest request, IServerStreamWriter<StreamImagesResponse> responseStream, ServerCallContext context)
    {
        Interlocked.Increment(ref _streams);
        var images = request.Split == Split.Train ? _train : _test;
        if (request.SelectionCase == StreamImagesRequest.SelectionOneofCase.Ids)
        {
            await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { request.Ids.Ids }, Pixels = ByteString.CopyFrom(images.Select([.. request.Ids.Ids]).Pixels.Span) });
            return;
        }
        var last = request.Range.First + request.Range.Count;
        for (var first = request.Range.First; first < last; first += 100)
        {
            var part = images.Slice(first, Math.Min(100, last - first));
            await responseStream.WriteAsync(new StreamImagesResponse { SampleIds = { Enumerable.Range(first, part.Count) }, Pixels = ByteString.CopyFrom(part.Pixels.Span) });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    private static Dataset Describe(string name, int channels, params (Split Split, int Count, string Hash)[] splits) => new()
    {
        Name = name,
        Channels = channels,
        Height = 28,
        Width = 28,
        Splits = { splits.Select(split => new SplitInfo { Split = split.Split, Count = split.Count, ContentHash = split.Hash }) },
    };
}

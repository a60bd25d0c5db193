using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Polly.Telemetry;

namespace EfficientMnist.EncoderTrainer.Images;

/// <summary>Images from dataset-store. The set last loaded stays in memory, so that trainings in a row share it.</summary>
internal sealed class ImageSource(DatasetStoreService.DatasetStoreServiceClient store, ScratchFolder scratch, TimeProvider time, ILogger<ImageSource> logger)
{
    private readonly ResiliencePipeline _patience = new ResiliencePipelineBuilder { Name = "images", TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<RpcException>(error => error.StatusCode == StatusCode.Unavailable),
            OnRetry = args =>
            {
                Log.DatasetStoreAway(logger, ((RpcException)args.Outcome.Exception!).Status.Detail);
                return ValueTask.CompletedTask;
            },
            // About a minute in all.
            MaxRetryAttempts = 15,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(0.5),
            MaxDelay = TimeSpan.FromSeconds(5),
            UseJitter = true,
        })
        // Metrics alone: the line above is log enough.
        .ConfigureTelemetry(new TelemetryOptions())
        .Build();

    private ImageSet? _last;

    public static ImageShape ShapeOf(Dataset dataset) => new(dataset.Channels, dataset.Height, dataset.Width);

    /// <exception cref="RefusalException">The data set has no such split.</exception>
    public static SplitInfo SplitOf(Dataset dataset, Split split) =>
        dataset.Splits.FirstOrDefault(each => each.Split == split)
        ?? throw Refusal.Invalid($"The data set '{dataset.Name}' has no split {split}; it has {string.Join(", ", dataset.Splits.Select(each => each.Split))}.");

    public async Task<Dataset> DescribeAsync(string name, CancellationToken cancellationToken) =>
        (await store.GetDatasetAsync(new GetDatasetRequest { Name = name }, cancellationToken: cancellationToken)).Dataset;

    /// <summary>A whole split. While dataset-store is away (it may be starting again), tries anew for about a minute.</summary>
    /// <exception cref="InvalidDataException">The images are not those the training was asked for.</exception>
    public async Task<ImageSet> LoadPatientlyAsync(string name, Split split, string expectedHash, CancellationToken cancellationToken)
    {
        if (_last?.ContentHash == expectedHash)
            return _last;
        try
        {
            return _last = await _patience.ExecuteAsync(async token => await LoadAsync(name, split, expectedHash, token), cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>The pixels of consecutive images.</summary>
    /// <exception cref="InvalidDataException">dataset-store sent other images than asked for.</exception>
    public async Task<byte[]> ReadAsync(string name, Split split, int first, int count, int imageBytes, CancellationToken cancellationToken)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(checked(count * imageBytes));
        var read = 0;
        await foreach (var part in StreamAsync(name, split, first, count, imageBytes, cancellationToken))
        {
            part.CopyTo(pixels.AsMemory(read));
            read += part.Length;
        }
        return pixels;
    }

    /// <summary>The images of these ids, in their order.</summary>
    /// <exception cref="InvalidDataException">dataset-store sent other images than asked for.</exception>
    public async Task<ImageSet> ReadAsync(string name, Split split, IReadOnlyList<int> ids, ImageShape shape, CancellationToken cancellationToken)
    {
        var request = new StreamImagesRequest { Dataset = name, Split = split, Ids = new SampleIds { Ids = { ids } } };
        using var stream = store.StreamImages(request, cancellationToken: cancellationToken);
        var pixels = new List<byte>(ids.Count * shape.Pixels);
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync(cancellationToken))
            pixels.AddRange(chunk.Pixels.Span);
        return pixels.Count == ids.Count * shape.Pixels
            ? new ImageSet(shape, pixels.ToArray())
            : throw new InvalidDataException($"{name}, {split}: dataset-store sent {pixels.Count} bytes where {ids.Count} images of {shape} were asked for. Try again.");
    }

    private async Task<ImageSet> LoadAsync(string name, Split split, string expectedHash, CancellationToken cancellationToken)
    {
        var dataset = await DescribeAsync(name, cancellationToken);
        var (shape, count) = (ShapeOf(dataset), SplitOf(dataset, split).Count);
        using var writer = new ImageSetWriter(shape, count, scratch.Path);
        await foreach (var part in StreamAsync(name, split, 0, count, shape.Pixels, cancellationToken))
            writer.Add(part.Span);
        var images = writer.Complete();
        if (images.ContentHash != expectedHash)
            throw Refusal.Conflict($"The images of {name} have changed since this training was asked for. Start a new training.");
        Log.ImagesLoaded(logger, name, images.Count, shape);
        return images;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(string name, Split split, int first, int count, int imageBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var read = 0;
        var request = new StreamImagesRequest { Dataset = name, Split = split, Range = new IdRange { First = first, Count = count } };
        using var stream = store.StreamImages(request, cancellationToken: cancellationToken);
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync(cancellationToken))
        {
            var images = chunk.SampleIds.Count;
            if (images == 0 || chunk.SampleIds[0] != first + read || read + images > count || chunk.Pixels.Length != images * imageBytes)
                throw new InvalidDataException($"{name}, {split}: dataset-store sent {images} images in {chunk.Pixels.Length} bytes where image {first + read} of {imageBytes} bytes was next. Try again.");
            yield return chunk.Pixels.Memory;
            read += images;
        }
        if (read != count)
            throw new InvalidDataException($"{name}, {split}: the images ended after {read} of {count}. Try again.");
    }
}

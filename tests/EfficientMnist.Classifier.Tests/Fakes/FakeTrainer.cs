using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Encoders;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>
/// An encoder-trainer whose training lasts as long as a test wants and whose latents are block means of the pixels.
/// The real one is slow by nature and has its own tests.
/// </summary>
internal sealed class FakeTrainer(Lazy<DatasetStoreService.DatasetStoreServiceClient> store) : EncoderTrainerService.EncoderTrainerServiceBase
{
    private const int Blocks = 4;
    private const int Latent = Blocks * Blocks;

    private readonly ConcurrentDictionary<(string, Split), byte[]> _images = [];

    /// <summary>States that trainings pass through before they are completed; by default none.</summary>
    public ConcurrentQueue<TrainingState> Script { get; } = [];

    public ConcurrentQueue<StartTrainingRequest> Started { get; } = [];

    public override Task<StartTrainingResponse> StartTraining(StartTrainingRequest request, ServerCallContext context)
    {
        Started.Enqueue(request);
        var state = Script.IsEmpty ? TrainingState.Completed : TrainingState.Running;
        return Task.FromResult(new StartTrainingResponse { Training = Describe(state) });
    }

    public override Task<ListTrainingsResponse> ListTrainings(ListTrainingsRequest request, ServerCallContext context)
    {
        var response = new ListTrainingsResponse();
        foreach (var started in Started)
        {
            var training = Describe(TrainingState.Completed);
            (training.Dataset, training.Kind, training.Seed) = (started.Dataset, started.Kind, started.Seed);
            training.Options.Add(EncoderCatalog.Create(started.Kind, started.Options, SmallPool.Shape).Options.ToDictionary());
            response.Trainings.Add(training);
        }
        return Task.FromResult(response);
    }

    public override async Task WatchTraining(WatchTrainingRequest request, IServerStreamWriter<WatchTrainingResponse> responseStream, ServerCallContext context)
    {
        while (Script.TryDequeue(out var state))
        {
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = Describe(state) }, context.CancellationToken);
            if (state is TrainingState.Failed or TrainingState.Interrupted or TrainingState.Cancelled)
                return;
        }
        await responseStream.WriteAsync(new WatchTrainingResponse { Training = Describe(TrainingState.Completed) }, context.CancellationToken);
    }

    public override async Task Encode(EncodeRequest request, IServerStreamWriter<EncodeResponse> responseStream, ServerCallContext context)
    {
        var pixels = await ImagesAsync(request.Dataset, request.Split, context.CancellationToken);
        var count = pixels.Length / SmallPool.Shape.Pixels;
        const int Chunk = 100;
        for (var first = 0; first < count; first += Chunk)
        {
            var size = Math.Min(Chunk, count - first);
            var part = pixels.AsMemory(first * SmallPool.Shape.Pixels, size * SmallPool.Shape.Pixels);
            await responseStream.WriteAsync(new EncodeResponse { FirstId = first, Count = size, Latent = Latent, Latents = Means(part.Span) }, context.CancellationToken);
        }
    }

    public override async Task EncodeImages(
        IAsyncStreamReader<EncodeImagesRequest> requestStream, IServerStreamWriter<EncodeImagesResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(new EncodeImagesResponse { Count = request.Count, Latent = Latent, Latents = Means(request.Pixels.Span) }, context.CancellationToken);
    }

    private static Training Describe(TrainingState state) => new()
    {
        TrainingId = "training",
        State = state,
        EncoderId = state == TrainingState.Completed ? "block-means" : "",
        Error = state == TrainingState.Failed ? "the loss is NaN" : "",
        Progress = new TrainingProgress { Step = 3, TotalSteps = 10, Loss = 1.5, ImagesPerSecond = 100, EtaSeconds = 7 },
    };

    private static ByteString Means(ReadOnlySpan<byte> pixels)
    {
        var (side, size) = (SmallPool.Shape.Width, SmallPool.Shape.Width / Blocks);
        var count = pixels.Length / SmallPool.Shape.Pixels;
        var latents = new Half[count * Latent];
        for (var image = 0; image < count; image++)
        {
            for (var pixel = 0; pixel < side * side; pixel++)
            {
                var block = pixel / side / size * Blocks + pixel % side / size;
                latents[image * Latent + block] += (Half)(pixels[image * side * side + pixel] / (256f * size * size));
            }
        }
        return ByteString.CopyFrom(MemoryMarshal.AsBytes(latents.AsSpan()));
    }

    private async Task<byte[]> ImagesAsync(string dataset, Split split, CancellationToken cancellationToken)
    {
        if (_images.TryGetValue((dataset, split), out var known))
            return known;
        using var memory = new MemoryStream();
        using var stream = store.Value.StreamImages(new StreamImagesRequest { Dataset = dataset, Split = split }, cancellationToken: cancellationToken);
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync(cancellationToken))
            chunk.Pixels.WriteTo(memory);
        return _images[(dataset, split)] = memory.ToArray();
    }
}

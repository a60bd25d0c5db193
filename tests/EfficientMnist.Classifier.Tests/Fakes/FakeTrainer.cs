using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Graphs;
using Google.Protobuf;
using Grpc.Core;
using TorchSharp;
using ModelTensors = EfficientMnist.Learning.Training.ModelTensors;

namespace EfficientMnist.Classifier.Tests.Fakes;

/// <summary>
/// An encoder-trainer whose training lasts as long as a test wants and whose latents are block means of the pixels;
/// its students learn at once, too.
/// The real one is slow by nature and has its own tests.
/// </summary>
internal sealed class FakeTrainer(Lazy<DatasetStoreService.DatasetStoreServiceClient> store) : EncoderTrainerService.EncoderTrainerServiceBase
{
    private const int Blocks = 4;
    private const int Latent = Blocks * Blocks;

    private readonly ConcurrentDictionary<(string, Split), byte[]> _images = [];
    private readonly ConcurrentDictionary<string, FakeStudent> _students = [];
    private readonly ConcurrentDictionary<string, bool> _learned = [];

    private int _encodings;

    /// <summary>How often latents of a split were asked for.</summary>
    public int Encodings => _encodings;

    /// <summary>States that trainings pass through before they are completed; by default none.</summary>
    public ConcurrentQueue<TrainingState> Script { get; } = [];

    public ConcurrentQueue<StartTrainingRequest> Started { get; } = [];

    /// <summary>Teaching asked for, oldest first.</summary>
    public ConcurrentQueue<StartDistillationRequest> Teaching { get; } = [];

    /// <summary>Labels that a network was to be fine-tuned on, oldest first.</summary>
    public ConcurrentQueue<StartFineTuningRequest> FineTunings { get; } = [];

    /// <summary>Requesters that wanted no training any more, oldest first.</summary>
    public ConcurrentQueue<string> Released { get; } = [];

    /// <summary>Awaited before the start of an encoder's training is answered.</summary>
    public Func<CancellationToken, Task> BeforeStart { get; set; } = _ => Task.CompletedTask;

    /// <summary>Awaited while an encoder is trained; null where it is trained already.</summary>
    public Func<Task>? WhileTraining { get; set; }

    /// <summary>Awaited while a student learns.</summary>
    public Func<Task> WhileDistilling { get; set; } = () => Task.CompletedTask;

    /// <summary>Set while distillations fail.</summary>
    public volatile string DistillationError = "";

    public override async Task<StartTrainingResponse> StartTraining(StartTrainingRequest request, ServerCallContext context)
    {
        Started.Enqueue(request);
        await BeforeStart(context.CancellationToken);
        var state = Script.IsEmpty && WhileTraining is null ? TrainingState.Completed : TrainingState.Running;
        return new StartTrainingResponse { Training = Describe(state) };
    }

    public override Task<ReleaseTrainingsResponse> ReleaseTrainings(ReleaseTrainingsRequest request, ServerCallContext context)
    {
        Released.Enqueue(request.Requester);
        return Task.FromResult(new ReleaseTrainingsResponse());
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

    public override async Task<StartDistillationResponse> StartDistillation(StartDistillationRequest request, ServerCallContext context)
    {
        Teaching.Enqueue(request);
        var id = FakeStudent.IdOf(request);
        _students.TryAdd(id, new FakeStudent(request, await ImagesAsync(request.Dataset, Split.Train, context.CancellationToken)));
        return new StartDistillationResponse { Training = DescribeStudent(id, _learned.ContainsKey(id) ? TrainingState.Completed : TrainingState.Running) };
    }

    public override async Task<StartFineTuningResponse> StartFineTuning(StartFineTuningRequest request, ServerCallContext context)
    {
        FineTunings.Enqueue(request);
        var images = await ImagesAsync(request.Dataset, Split.Train, context.CancellationToken);
        var teaching = FakeStudent.TeachingSetOf(request, images.Length / SmallPool.Shape.Pixels);
        var id = FakeStudent.IdOf(teaching);
        _students.TryAdd(id, new FakeStudent(teaching, images));
        return new StartFineTuningResponse { Training = DescribeStudent(id, _learned.ContainsKey(id) ? TrainingState.Completed : TrainingState.Running) };
    }

    public override async Task WatchTraining(WatchTrainingRequest request, IServerStreamWriter<WatchTrainingResponse> responseStream, ServerCallContext context)
    {
        if (_students.ContainsKey(request.TrainingId))
        {
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = DescribeStudent(request.TrainingId, TrainingState.Running) }, context.CancellationToken);
            await WhileDistilling().WaitAsync(context.CancellationToken);
            var end = DistillationError.Length > 0 ? TrainingState.Failed : TrainingState.Completed;
            if (end == TrainingState.Completed)
                _learned.TryAdd(request.TrainingId, true);
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = DescribeStudent(request.TrainingId, end) }, context.CancellationToken);
            return;
        }

        if (WhileTraining is { } training)
        {
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = Describe(TrainingState.Running) }, context.CancellationToken);
            await training().WaitAsync(context.CancellationToken);
        }
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
        Interlocked.Increment(ref _encodings);
        var pixels = await ImagesAsync(request.Dataset, request.Split, context.CancellationToken);
        var count = pixels.Length / SmallPool.Shape.Pixels;
        const int Chunk = 100;
        for (var first = 0; first < count; first += Chunk)
        {
            var size = Math.Min(Chunk, count - first);
            var part = pixels.AsMemory(first * SmallPool.Shape.Pixels, size * SmallPool.Shape.Pixels);
            var (latent, latents) = Encode(request.EncoderId, part.Span);
            await responseStream.WriteAsync(new EncodeResponse { FirstId = first, Count = size, Latent = latent, Latents = latents }, context.CancellationToken);
        }
    }

    public override async Task EncodeImages(
        IAsyncStreamReader<EncodeImagesRequest> requestStream, IServerStreamWriter<EncodeImagesResponse> responseStream, ServerCallContext context)
    {
        var encoder = "";
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            encoder = encoder.Length > 0 ? encoder : request.EncoderId;
            var (latent, latents) = Encode(encoder, request.Pixels.Span);
            await responseStream.WriteAsync(new EncodeImagesResponse { Count = request.Count, Latent = latent, Latents = latents }, context.CancellationToken);
        }
    }

    /// <summary>An encoder's block means as steps; a student's scores are some step of as many columns as it has classes.</summary>
    public override async Task ExportEncoder(ExportEncoderRequest request, IServerStreamWriter<ExportEncoderResponse> responseStream, ServerCallContext context)
    {
        var graph = new NetworkGraph();
        var means = graph.Average(NetworkGraph.Input, Blocks);
        if (_students.TryGetValue(request.EncoderId, out var student))
            graph.End(means, graph.Linear(means, torch.zeros(student.Latent / 2, Latent), torch.zeros(student.Latent / 2)), averagesMirrored: false);
        else
            graph.End(means);
        using var file = new MemoryStream();
        ModelTensors.Of(graph).Write(file, ModelTensors.NetworkFormat);
        await responseStream.WriteAsync(new ExportEncoderResponse { Part = ByteString.CopyFrom(file.ToArray()) }, context.CancellationToken);
    }

    private (int Latent, ByteString Latents) Encode(string encoder, ReadOnlySpan<byte> pixels) =>
        _students.TryGetValue(encoder, out var student) ? (student.Latent, student.Encode(pixels)) : (Latent, Means(pixels));

    private Training DescribeStudent(string id, TrainingState state) => new()
    {
        TrainingId = id,
        State = state,
        EncoderId = state == TrainingState.Completed ? id : "",
        Error = state == TrainingState.Failed ? DistillationError : "",
        Progress = new TrainingProgress { Step = 5, TotalSteps = 20, Epoch = 1, Loss = 0.75, ImagesPerSecond = 200, EtaSeconds = 9 },
    };

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

    public async Task<byte[]> ImagesAsync(string dataset, Split split, CancellationToken cancellationToken)
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

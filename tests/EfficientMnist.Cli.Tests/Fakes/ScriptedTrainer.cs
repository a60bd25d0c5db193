using System.Collections.Concurrent;
using System.Globalization;
using EfficientMnist.Contracts.V1;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Cli.Tests.Fakes;

/// <summary>A trainer with two encoders and the training of one, t1; its other trainings have a loss that is least at a learning rate of 0.001.</summary>
internal sealed class ScriptedTrainer : EncoderTrainerService.EncoderTrainerServiceBase
{
    public const string EncoderId = "0123456789abcdef";
    private const string Known = "t1";
    private const int Epochs = 3;

    private readonly ConcurrentDictionary<string, StartTrainingRequest> _trainings = [];
    private readonly TaskCompletionSource _cancelled = new();

    public ConcurrentQueue<StartTrainingRequest> Started { get; } = [];

    /// <summary>The training with a far greater loss, which goes on until it is cancelled; empty for none.</summary>
    public string Bad { get; set; } = "";

    /// <summary>Pictures asked for.</summary>
    public ConcurrentQueue<IMessage> Drawn { get; } = [];

    public override Task<ListEncodersResponse> ListEncoders(ListEncodersRequest request, ServerCallContext context) => Task.FromResult(new ListEncodersResponse
    {
        Encoders = { new Encoder { EncoderId = EncoderId, Kind = "contrastive", Dataset = "fashion-mnist", Latent = 128, Seed = 1, FinalLoss = 1.25, TrainingSeconds = 600 }, new Encoder { EncoderId = "fedcba9876543210", Kind = "student", Dataset = "fashion-mnist", Latent = 138, Classes = 10 } },
    });

    public override Task<ListTrainingsResponse> ListTrainings(ListTrainingsRequest request, ServerCallContext context) => Task.FromResult(new ListTrainingsResponse
    {
        Trainings =
        {
            new Training { Kind = "ae", Dataset = "glyphs", State = TrainingState.Running, Progress = new TrainingProgress { Step = 3, TotalSteps = 9, EtaSeconds = 720 } },
            new Training { Kind = "pca", Dataset = "glyphs", State = TrainingState.Queued, Progress = new TrainingProgress { QueuePosition = 1 }, Wait = new TrainingWait { TrainingIds = { Known }, Reason = "ae on glyphs", Seconds = 720 } },
            new Training { Kind = "umap", Dataset = "glyphs", State = TrainingState.Queued, Progress = new TrainingProgress { QueuePosition = 2 }, Wait = new TrainingWait { TrainingIds = { Known, "t2" }, Reason = "ae on glyphs, and 1 more" } },
        },
    });

    public override Task<GetDeviceResponse> GetDevice(GetDeviceRequest request, ServerCallContext context) =>
        Task.FromResult(new GetDeviceResponse { Device = "cpu", Precision = "bfloat16", Threads = 2, Description = "a processor", CacheAvailable = true, Libraries = { ["libtorch"] = "1.13.1" } });

    public override Task<StartTrainingResponse> StartTraining(StartTrainingRequest request, ServerCallContext context)
    {
        Started.Enqueue(request);
        var id = $"training-{Started.Count}";
        _trainings[id] = request;
        return Task.FromResult(new StartTrainingResponse { Training = TrainingOf(id, 0) });
    }

    public override async Task WatchTraining(WatchTrainingRequest request, IServerStreamWriter<WatchTrainingResponse> responseStream, ServerCallContext context)
    {
        for (var epoch = 1; epoch <= (request.TrainingId == Bad ? 1 : Epochs); epoch++)
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = TrainingOf(request.TrainingId, epoch) });
        if (request.TrainingId != Bad)
            return;
        await _cancelled.Task.WaitAsync(context.CancellationToken);
        var cancelled = TrainingOf(request.TrainingId, 1);
        cancelled.State = TrainingState.Cancelled;
        await responseStream.WriteAsync(new WatchTrainingResponse { Training = cancelled });
    }

    public override Task<CancelTrainingResponse> CancelTraining(CancelTrainingRequest request, ServerCallContext context)
    {
        if (request.TrainingId == Bad)
            _cancelled.SetResult();
        return Task.FromResult(new CancelTrainingResponse { Training = TrainingOf(request.TrainingId, 1) });
    }

    public override Task<GetTrainingResponse> GetTraining(GetTrainingRequest request, ServerCallContext context)
    {
        if (request.EncoderId != EncoderId && request.TrainingId != Known && !_trainings.ContainsKey(request.TrainingId))
            throw new RpcException(new Status(StatusCode.NotFound, "There is no such training."));
        var loss = _trainings.TryGetValue(request.TrainingId, out var asked) ? LossOf(asked) + (request.TrainingId == Bad ? 10 : 0) : 1;
        return Task.FromResult(new GetTrainingResponse
        {
            Training = new Training { TrainingId = Known, Kind = "ae", Dataset = "glyphs", State = TrainingState.Completed },
            Epochs =
            {
                Enumerable.Range(1, Epochs).Select(epoch => new TrainingEpoch
                {
                    Epoch = epoch, Loss = loss + 0.5 / epoch, ValidationLoss = loss + 1.0 / epoch, LearningRate = 0.001 / epoch, Seconds = 2 * epoch, Kept = epoch < Epochs,
                    Metrics = { ["kl"] = 10 * epoch }, ValidationMetrics = { ["kl"] = 11 * epoch },
                }),
            },
        });
    }

    /// <summary>Latents of image i: i and i + ½.</summary>
    public override async Task Encode(EncodeRequest request, IServerStreamWriter<EncodeResponse> responseStream, ServerCallContext context)
    {
        for (var id = request.Range.First; id < request.Range.First + request.Range.Count; id++)
        {
            var halves = new[] { (Half)id, (Half)(id + 0.5) };
            await responseStream.WriteAsync(new EncodeResponse { FirstId = id, Count = 1, Latent = 2, Latents = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(halves.AsSpan())) });
        }
    }

    public override Task<ReconstructResponse> Reconstruct(ReconstructRequest request, ServerCallContext context)
    {
        Drawn.Enqueue(request);
        return Task.FromResult(new ReconstructResponse { Picture = Sheet, SampleIds = { 3, 7 }, Split = Split.Test, MeanSquaredError = 0.0125, Psnr = 19.03, StructuralSimilarity = 0.875 });
    }

    public override Task<DrawSamplesResponse> DrawSamples(DrawSamplesRequest request, ServerCallContext context)
    {
        Drawn.Enqueue(request);
        return Task.FromResult(new DrawSamplesResponse { Picture = Sheet });
    }

    public override Task<InterpolateResponse> Interpolate(InterpolateRequest request, ServerCallContext context)
    {
        Drawn.Enqueue(request);
        return Task.FromResult(new InterpolateResponse { Picture = Sheet, SampleIds = { 3, 7 }, Split = Split.Train });
    }

    private static Picture Sheet { get; } = new()
    {
        Png = ByteString.CopyFrom(Datasets.Decoding.PngEncoder.Encode([0, 255], new Datasets.ImageShape(1, 1, 2))),
        Columns = 2,
        Rows = 1,
        TileWidth = 1,
        TileHeight = 1,
    };

    private static Training TrainingOf(string id, int epoch) => new()
    {
        TrainingId = id,
        State = epoch == Epochs ? TrainingState.Completed : TrainingState.Running,
        Progress = new TrainingProgress { Epoch = epoch, TotalEpochs = Epochs },
    };

    private static double LossOf(StartTrainingRequest request) => Math.Abs(Math.Log10(double.Parse(request.Options["learning_rate"], CultureInfo.InvariantCulture)) + 3);
}

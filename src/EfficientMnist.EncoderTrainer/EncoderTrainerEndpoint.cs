using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.Pictures;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Learning.Training;
using Google.Protobuf;
using Grpc.Core;
using TorchSharp;

namespace EfficientMnist.EncoderTrainer;

/// <summary>The contract <c>EncoderTrainerService</c>.</summary>
internal sealed class EncoderTrainerEndpoint(
    TrainingOrders orders,
    TrainingCatalogue catalogue,
    TrainingQueue queue,
    ITrainingStore store,
    TrainingWatch watch,
    LatentSource latents,
    EncoderPool encoders,
    LatentCache cache,
    EncoderPictures pictures,
    TrainingDevice device) : EncoderTrainerService.EncoderTrainerServiceBase
{
    public override async Task<StartTrainingResponse> StartTraining(StartTrainingRequest request, ServerCallContext context) =>
        new() { Training = ToMessage(await orders.StartAsync(request, context.CancellationToken)) };

    public override async Task<StartDistillationResponse> StartDistillation(StartDistillationRequest request, ServerCallContext context) =>
        new() { Training = ToMessage(await orders.StartAsync(request, context.CancellationToken)) };

    public override async Task<StartFineTuningResponse> StartFineTuning(StartFineTuningRequest request, ServerCallContext context) =>
        new() { Training = ToMessage(await orders.StartAsync(request, context.CancellationToken)) };

    public override async Task WatchTraining(WatchTrainingRequest request, IServerStreamWriter<WatchTrainingResponse> responseStream, ServerCallContext context)
    {
        await foreach (var record in watch.FollowAsync(request.TrainingId, context.CancellationToken))
            await responseStream.WriteAsync(new WatchTrainingResponse { Training = ToMessage(record) });
    }

    public override Task<GetTrainingResponse> GetTraining(GetTrainingRequest request, ServerCallContext context)
    {
        var record = (request.TrainingId, request.EncoderId) switch
        {
            ({ Length: > 0 } training, "") => catalogue.Find(training).Value,
            ("", { Length: > 0 } encoder) => catalogue.Encoder(encoder),
            _ => throw Refusal.Invalid("Give training_id or encoder_id, one of the two."),
        };
        var history = TrainingHistory.Read(store.CheckpointFolder(record));
        // A training that runs is ahead of its checkpoint.
        var curve = record.Progress?.Curve is { Points.Count: > 0 } latest ? latest : history.Curve;
        return Task.FromResult(new GetTrainingResponse
        {
            Training = ToMessage(record),
            Epochs = { history.Epochs.Select(TrainingMessages.ToEpoch) },
            Curve = { curve.Points.Select(TrainingMessages.ToPoint) },
        });
    }

    public override async Task<CancelTrainingResponse> CancelTraining(CancelTrainingRequest request, ServerCallContext context) =>
        new() { Training = ToMessage(await orders.CancelAsync(request.TrainingId, context.CancellationToken)) };

    public override async Task<ReleaseTrainingsResponse> ReleaseTrainings(ReleaseTrainingsRequest request, ServerCallContext context) =>
        new() { Cancelled = { (await orders.ReleaseAsync(request.Requester, context.CancellationToken)).Select(ToMessage) } };

    public override Task<ListTrainingsResponse> ListTrainings(ListTrainingsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListTrainingsResponse { Trainings = { catalogue.List().Select(ToMessage) } });

    public override Task<ListEncodersResponse> ListEncoders(ListEncodersRequest request, ServerCallContext context) =>
        Task.FromResult(new ListEncodersResponse
        {
            Encoders = { catalogue.List().Where(record => record.State == TrainingState.Completed).Select(TrainingMessages.ToEncoder) },
        });

    public override async Task Encode(EncodeRequest request, IServerStreamWriter<EncodeResponse> responseStream, ServerCallContext context)
    {
        var encoder = catalogue.Encoder(request.EncoderId);
        await foreach (var chunk in latents.ReadAsync(encoder, request, context.CancellationToken))
        {
            using (chunk)
            {
                // Written before the chunk's memory goes back to its pool.
                await responseStream.WriteAsync(new EncodeResponse
                {
                    FirstId = chunk.First,
                    Count = chunk.Count,
                    Latent = encoder.Latent,
                    Latents = UnsafeByteOperations.UnsafeWrap(chunk.Halves),
                    FromCache = chunk.FromCache,
                });
            }
        }
    }

    public override async Task EncodeImages(IAsyncStreamReader<EncodeImagesRequest> requestStream, IServerStreamWriter<EncodeImagesResponse> responseStream, ServerCallContext context)
    {
        TrainingRecord? encoder = null;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            encoder ??= catalogue.Encoder(request.EncoderId);
            var imageBytes = encoder.Shape.Pixels;
            if (request.Count < 0 || request.Pixels.Length != (long)request.Count * imageBytes)
                throw Refusal.Invalid($"{request.Count} images of {encoder.Shape} are {(long)request.Count * imageBytes} bytes; {request.Pixels.Length} came.");

            // Answers stay below the message limit however large the questions are.
            foreach (var part in new ChunkGrid(request.Count, encoder.Latent).Cover(0, request.Count))
            {
                var pixels = request.Pixels.Memory.Slice(part.Start * imageBytes, part.Length * imageBytes);
                var halves = await encoders.EncodeAsync(encoder, pixels, part.Length, context.CancellationToken);
                await responseStream.WriteAsync(new EncodeImagesResponse { Count = part.Length, Latent = encoder.Latent, Latents = UnsafeByteOperations.UnsafeWrap(halves) });
            }
        }
    }

    public override async Task ExportEncoder(ExportEncoderRequest request, IServerStreamWriter<ExportEncoderResponse> responseStream, ServerCallContext context)
    {
        var network = await encoders.UseAsync(catalogue.Encoder(request.EncoderId), loaded => loaded.Export(), context.CancellationToken);
        using var file = new MemoryStream();
        network.Write(file, ModelTensors.NetworkFormat);
        foreach (var part in FileParts.Of(file.ToArray()))
            await responseStream.WriteAsync(new ExportEncoderResponse { Part = part });
    }

    public override Task<ReconstructResponse> Reconstruct(ReconstructRequest request, ServerCallContext context) => pictures.ReconstructAsync(request, context.CancellationToken);

    public override Task<DrawSamplesResponse> DrawSamples(DrawSamplesRequest request, ServerCallContext context) => pictures.DrawSamplesAsync(request, context.CancellationToken);

    public override Task<InterpolateResponse> Interpolate(InterpolateRequest request, ServerCallContext context) => pictures.InterpolateAsync(request, context.CancellationToken);

    public override async Task<GetDeviceResponse> GetDevice(GetDeviceRequest request, ServerCallContext context) => new()
    {
        Device = device.Compute.Name,
        Description = device.Compute.Description,
        Threads = device.Compute.Threads,
        Precision = TrainingDevice.NameOf(await device.PrecisionAsync(context.CancellationToken)),
        CacheAvailable = cache.IsAvailable,
        Libraries = { ["libtorch"] = torch.__version__ },
    };

    private Training ToMessage(TrainingRecord record) => TrainingMessages.ToMessage(record, queue.WaitOf(record));
}

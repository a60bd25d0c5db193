using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Lessons;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Telemetry;
using EfficientMnist.EncoderTrainer.TensorBoard;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Training;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Trains, one after the other, on a thread of its own.</summary>
internal sealed class TrainingWorker(
    TrainingRegistry registry,
    TrainingStore store,
    TrainingDevice device,
    ImageSource images,
    RecipeBook recipes,
    TrainingMetrics metrics,
    BoardShelf boards,
    IOptions<TrainingOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<TrainingWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server stops before this service and waits for its streams, which wait for the training: so hear of it first.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            var precision = await device.PrecisionAsync(stopping.Token);
            Log.DeviceReady(logger, device.Compute.Name, device.Compute.Description, TrainingDevice.NameOf(precision));
            await foreach (var id in registry.Queue.ReadAllAsync(stopping.Token))
            {
                // The queue hands out what it holds even when told to stop.
                stopping.Token.ThrowIfCancellationRequested();
                if (registry.Begin(id, device.Compute.Name, TrainingDevice.NameOf(precision)) is { } active)
                    await TrainAsync(active, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host ends; what waits is on disk.
        }
    }

    private async Task TrainAsync(ActiveTraining active, CancellationToken stopping)
    {
        var (record, cancelled) = active;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        using var span = metrics.StartTraining(record);
        Log.TrainingBegins(logger, record.Id, record.Kind, record.Dataset, record.Device, record.Precision);
        TrainingRecord ended;
        try
        {
            var result = await FitAsync(record, either.Token);
            ended = registry.End(record.Id, now => now with
            {
                State = TrainingState.Completed,
                EncoderId = result.ContentHash,
                FinalLoss = result.FinalLoss,
                Seconds = result.Seconds,
            });
            Log.TrainingCompleted(logger, record.Id, result.ContentHash, result.Steps, result.Seconds, result.ImagesPerSecond, result.FinalLoss);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            var state = cancelled.IsCancellationRequested ? TrainingState.Cancelled : TrainingState.Interrupted;
            ended = registry.End(record.Id, now => now with { State = state });
            Log.TrainingEndedEarly(logger, record.Id, state);
        }
        catch (Exception error)
        {
            // Whatever it was, it is this training's failure: it is told to those who watch, and the next one runs.
            var reason = error is RpcException rpc ? $"dataset-store: {rpc.Status.Detail}" : error.Message;
            ended = registry.End(record.Id, now => now with { State = TrainingState.Failed, Error = reason });
            Log.TrainingFailed(logger, record.Id, reason, error);
        }

        metrics.EndTraining(span, ended);
    }

    private async Task<FitResult> FitAsync(TrainingRecord record, CancellationToken cancellationToken)
    {
        var set = await images.LoadPatientlyAsync(record.Dataset, Split.Train, record.DatasetHash, cancellationToken);
        var fit = new FitOptions
        {
            Seed = record.Seed,
            Device = device.Compute,
            Precision = record.Precision == "bfloat16" ? Precision.BFloat16 : Precision.Float32,
            CheckpointFolder = store.CheckpointFolder(record.Id),
            CheckpointEverySteps = options.Value.CheckpointEverySteps,
        };
        var recipe = recipes.Of(record);
        using var board = boards.Open(record, set);
        var progress = new ProgressReporter(step =>
        {
            registry.Report(record.Id, step);
            metrics.Step(record, step);
            board?.Report(step);
        });
        return await Task.Factory.StartNew(Train, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        FitResult Train()
        {
            var result = Fit.Run(set, recipe, fit, progress, cancellationToken);
            board?.Complete();
            return result;
        }
    }

    /// <summary>Reports on the training's own thread, in order; <see cref="Progress{T}"/> would shuffle reports through the pool.</summary>
    private sealed class ProgressReporter(Action<Learning.Training.TrainingProgress> report) : IProgress<Learning.Training.TrainingProgress>
    {
        public void Report(Learning.Training.TrainingProgress value) => report(value);
    }
}

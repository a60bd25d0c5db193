using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Devices;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Teaching;
using EfficientMnist.EncoderTrainer.Telemetry;
using EfficientMnist.EncoderTrainer.TensorBoard;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Training;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Trains: the long trainings one after the other, and the short ones beside them. Each computes on a thread of its own, in its turns.</summary>
internal sealed class TrainingWorker(
    IGrainFactory grains,
    TrainingCatalogue catalogue,
    TrainingQueue queue,
    RunningTrainings running,
    ComputeTurns turns,
    DiskPatience disk,
    TrainingDevice device,
    ImageSource images,
    RecipeSource recipes,
    TrainingMetrics metrics,
    BoardFolder boards,
    WorkerName name,
    CheckpointFolders attempts,
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
            await Task.WhenAll(TakeFromQueueAsync(isShort: false, precision, stopping.Token), TakeFromQueueAsync(isShort: true, precision, stopping.Token));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host ends; what waits is on disk.
        }
    }

    private async Task TakeFromQueueAsync(bool isShort, Precision precision, CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            // Taken before the look, so that no change is missed.
            var changed = queue.Changed;
            if (queue.Next(isShort) is { } next)
                await CarryOutAsync(next.Id, precision, stopping);
            else
                await changed.WaitAsync(stopping);
        }
    }

    private async Task CarryOutAsync(string id, Precision precision, CancellationToken stopping)
    {
        var grain = grains.GetGrain<ITrainingGrain>(id);
        var cancelled = running.Begin(id);
        try
        {
            var record = await disk.WriteAsync(id, () => grain.BeginAsync(name.Value, device.Compute.Name, TrainingDevice.NameOf(precision)), stopping);
            // What its grain has decided elsewhere is known here from now on.
            catalogue.Publish(record);
            if (record.State != TrainingState.Running || record.Worker != name.Value)
                return;
            using var span = metrics.StartTraining(record);
            Log.TrainingBegins(logger, record.Id, record.Kind, record.Dataset, record.Device, record.Precision);
            var outcome = await TrainAsync(record, cancelled, stopping);
            var ended = await disk.WriteAsync(id, () => grain.EndAsync(record.Attempt, outcome), stopping);
            catalogue.Publish(ended);
            metrics.EndTraining(span, ended);
        }
        finally
        {
            running.End(id);
        }
    }

    private async Task<TrainingOutcome> TrainAsync(TrainingRecord record, CancellationToken cancelled, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        try
        {
            var result = await disk.WriteAsync(record.Id, () => FitAsync(record, either.Token), either.Token);
            Log.TrainingCompleted(logger, record.Id, result.ContentHash, result.Steps, result.Seconds, result.ImagesPerSecond, result.FinalLoss);
            return new TrainingOutcome(TrainingState.Completed) { EncoderId = result.ContentHash, FinalLoss = result.FinalLoss, Seconds = result.Seconds };
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            var state = cancelled.IsCancellationRequested ? TrainingState.Cancelled : TrainingState.Interrupted;
            Log.TrainingEndedEarly(logger, record.Id, state);
            return new TrainingOutcome(state);
        }
        catch (Exception error)
        {
            // Whatever it was, it is this training's failure: it is told to those who watch, and the next one runs.
            var reason = error is RpcException rpc ? $"dataset-store: {rpc.Status.Detail}" : error.Message;
            Log.TrainingFailed(logger, record.Id, reason, error);
            return new TrainingOutcome(TrainingState.Failed) { Error = reason };
        }
    }

    private async Task<FitResult> FitAsync(TrainingRecord record, CancellationToken cancellationToken)
    {
        var set = await images.LoadPatientlyAsync(record.Dataset, Split.Train, record.DatasetHash, cancellationToken);
        var isShort = queue.IsShort(record);
        using var share = turns.Join(isShort);
        var fit = new FitOptions
        {
            Seed = record.Seed,
            Device = device.Compute,
            Precision = record.Precision == "bfloat16" ? Precision.BFloat16 : Precision.Float32,
            CheckpointFolder = attempts.Prepare(record),
            CheckpointEverySteps = options.Value.CheckpointEverySteps,
            AwaitTurn = share.AwaitTurn,
        };
        var recipe = recipes.Of(record);
        using var board = boards.Open(record, set);
        var lastStep = record.Progress?.Step ?? 0;
        var progress = new ProgressReporter(step =>
        {
            catalogue.Report(record.Id, step);
            metrics.Step(record, step, Math.Max(0, step.Step - lastStep));
            lastStep = step.Step;
            board?.Report(step);
        });
        return await Task.Factory.StartNew(Train, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        FitResult Train()
        {
            if (!isShort)
                ThreadNiceness.Raise(options.Value.Niceness);
            share.AwaitTurn(cancellationToken);
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

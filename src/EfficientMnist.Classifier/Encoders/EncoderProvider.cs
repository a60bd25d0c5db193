using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Encoders;
using Grpc.Core;

namespace EfficientMnist.Classifier.Encoders;

/// <summary>Sees to it that a run's encoder is trained. The trainer knows equal requests, so runs share encoders.</summary>
internal sealed class EncoderProvider(EncoderTrainerService.EncoderTrainerServiceClient trainer, PatientCall patient, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PauseBetweenStarts = TimeSpan.FromSeconds(1);

    /// <summary>The id of the trained encoder; at once where it is trained already.</summary>
    /// <exception cref="InvalidOperationException">The training failed or was cancelled.</exception>
    public async Task<string> EnsureTrainedAsync(LiveRun run, CancellationToken cancellationToken)
    {
        run.Report(new RunProgress { Phase = RunPhase.Encoder, Unit = "step" });
        while (true)
        {
            var training = await StartAsync(run, cancellationToken);
            if (training.State != TrainingState.Completed)
                training = await WatchAsync(run, training, cancellationToken);

            switch (training.State)
            {
                case TrainingState.Completed:
                    if (run.History.EncoderId != training.EncoderId)
                        run.Record(new EncoderReady(training.EncoderId));
                    return training.EncoderId;
                case TrainingState.Failed:
                    throw new InvalidOperationException($"The training of the encoder failed: {training.Error}");
                case TrainingState.Cancelled:
                    throw new InvalidOperationException("The training of the encoder was cancelled. Resuming the run resumes it.");
                default:
                    // The trainer went away in mid-training; starting again resumes from its checkpoint.
                    await Task.Delay(PauseBetweenStarts, time, cancellationToken);
                    break;
            }
        }
    }

    /// <summary>The id of the encoder if it is trained already; starts nothing.</summary>
    /// <exception cref="InvalidOperationException">It is not trained yet.</exception>
    public async Task<string> FindTrainedAsync(EncoderChoice choice, DatasetDescription dataset, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        var options = EncoderCatalog.Create(choice.Kind, choice.Overrides, dataset.Shape).Options;
        var known = await patient.CallAsync(
            ServiceNames.EncoderTrainer, monitor, Deadline, call => trainer.ListTrainingsAsync(new ListTrainingsRequest(), call).ResponseAsync, cancellationToken);
        var same = known.Trainings.Where(t => t.Dataset == dataset.Name && t.Kind == choice.Kind && t.Seed == choice.Seed
            && t.Options.Count == options.Count && options.All(o => t.Options.TryGetValue(o.Key, out var value) && value == o.Value)).ToArray();
        if (Array.Find(same, t => t.State == TrainingState.Completed) is { } trained)
            return trained.EncoderId;
        var state = same is [var begun, ..] ? $"its training is {begun.State.ToString().ToLowerInvariant()}" : "its training has not begun";
        throw new InvalidOperationException(
            $"The encoder ({choice.Kind}, seed {choice.Seed}) of {dataset.Name} is not trained: {state}. Starting a run of these options trains it.");
    }

    private async Task<Training> StartAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var choice = run.Options.Encoder;
        var request = new StartTrainingRequest { Dataset = run.Options.Dataset, Kind = choice.Kind, Seed = choice.Seed };
        request.Options.Add(choice.Overrides);
        var started = await patient.CallAsync(
            ServiceNames.EncoderTrainer, run, Deadline, options => trainer.StartTrainingAsync(request, options).ResponseAsync, cancellationToken);
        return started.Training;
    }

    /// <summary>Follows the training to its end; the last state seen where the trainer goes away.</summary>
    private async Task<Training> WatchAsync(LiveRun run, Training training, CancellationToken cancellationToken)
    {
        try
        {
            using var watch = trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken);
            await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
            {
                training = update.Training;
                run.Report(ToProgress(training));
            }
        }
        catch (RpcException error) when (PatientCall.IsAway(error))
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Note($"{ServiceNames.EncoderTrainer} is away: {error.Status.Detail}");
        }
        return training;
    }

    private static RunProgress ToProgress(Training training)
    {
        var progress = training.Progress ?? new TrainingProgress();
        return new RunProgress
        {
            Phase = RunPhase.Encoder,
            Done = progress.Step,
            Total = progress.TotalSteps,
            Unit = "step",
            Rate = progress.ImagesPerSecond,
            Eta = TimeSpan.FromSeconds(progress.EtaSeconds),
            Loss = progress.Loss,
            Note = progress.QueuePosition > 0 ? $"{progress.QueuePosition} trainings are ahead at {ServiceNames.EncoderTrainer}" : "",
        };
    }
}

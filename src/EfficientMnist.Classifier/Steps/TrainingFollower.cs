using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using Grpc.Core;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Sees a training at the trainer through to its end. The trainer knows equal requests, so asking again is harmless.</summary>
internal sealed class TrainingFollower(
    EncoderTrainerService.EncoderTrainerServiceClient trainer, PatientCall patient, IHostApplicationLifetime lifetime, ILogger<TrainingFollower> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReleaseDeadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Asks for a training. Once asked, the answer is awaited also where the run is stopped: what is taken back
    /// (<see cref="ReleaseAsync"/>) while the trainer has yet to begin it would begin after that, for nobody.
    /// </summary>
    /// <param name="start">Asks for it.</param>
    /// <param name="monitor">Is told where the trainer is away.</param>
    /// <param name="cancellationToken">Ends the waiting for a trainer that is away.</param>
    public Task<Training> AskAsync(Func<CallOptions, Task<Training>> start, IRunMonitor monitor, CancellationToken cancellationToken) =>
        patient.CallAsync(ServiceNames.EncoderTrainer, monitor, Deadline, options => start(options.WithCancellationToken(lifetime.ApplicationStopping)), cancellationToken);

    /// <summary>The id of the trained encoder; at once where it is trained already.</summary>
    /// <param name="name">What is trained, for messages.</param>
    /// <param name="phase">That progress is reported in.</param>
    /// <param name="start">Asks for the training.</param>
    /// <param name="monitor">Is told how far it is.</param>
    /// <param name="cancellationToken">Ends the waiting; the training goes on.</param>
    /// <exception cref="RefusalException">The training failed or was cancelled.</exception>
    public async Task<string> CompleteAsync(
        string name, RunPhase phase, Func<CallOptions, Task<Training>> start, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        monitor.Report(new RunProgress { Phase = phase, Unit = "step" });
        // Where the trainer goes away in mid-training, starting again resumes from its checkpoint.
        var ended = await patient.WatchAsync(
            ServiceNames.EncoderTrainer,
            monitor,
            async token => await WatchAsync(await AskAsync(start, monitor, token), phase, monitor, token),
            cancellationToken);
        return ended.State switch
        {
            TrainingState.Completed => ended.EncoderId,
            TrainingState.Failed => throw Refusal.Conflict($"The training of the {name} failed: {ended.Error}"),
            _ => throw Refusal.Conflict($"The training of the {name} was cancelled. Resuming the run resumes it."),
        };
    }

    /// <summary>
    /// Ends the trainings of a run that stops, but those that another run wants as well. They keep their last checkpoint, from
    /// which they go on when the run is resumed.
    /// </summary>
    public async Task ReleaseAsync(RunId run)
    {
        using var deadline = new CancellationTokenSource(ReleaseDeadline);
        try
        {
            await trainer.ReleaseTrainingsAsync(new ReleaseTrainingsRequest { Requester = run.Value }, cancellationToken: deadline.Token);
        }
        catch (RpcException error)
        {
            // The run stops all the same: a training that goes on for nobody does no harm but to the clock.
            Log.NotReleased(logger, run.Value, error.Status.Detail);
        }
    }

    /// <summary>Follows the training to its end; null where that is not seen.</summary>
    private async Task<Training?> WatchAsync(Training training, RunPhase phase, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        if (training.State == TrainingState.Completed)
            return training;
        using var watch = trainer.WatchTraining(new WatchTrainingRequest { TrainingId = training.TrainingId }, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            training = update.Training;
            monitor.Report(ToProgress(training, phase));
        }
        return training.State is TrainingState.Completed or TrainingState.Failed or TrainingState.Cancelled ? training : null;
    }

    // What the trainer itself says of a training that has not begun is more than anybody could here.
    private static RunWaiting Wait(Training training, RunPhase phase)
    {
        var (reason, what) = phase == RunPhase.Encoder ? (WaitReason.Encoder, "encoder") : (WaitReason.Student, "network");
        return training.Wait is { } wait
            ? new RunWaiting(reason, $"the training of its {what} waits for {wait.Reason}", TimeSpan.FromSeconds(wait.Seconds))
            : new RunWaiting(reason, $"its {what} is trained", TimeSpan.FromSeconds(training.Progress?.EtaSeconds ?? 0));
    }

    private static RunProgress ToProgress(Training training, RunPhase phase)
    {
        var progress = training.Progress ?? new TrainingProgress();
        return new RunProgress
        {
            Phase = phase,
            Done = progress.Step,
            Total = progress.TotalSteps,
            Unit = "step",
            Rate = progress.ImagesPerSecond,
            Eta = TimeSpan.FromSeconds(progress.EtaSeconds),
            Loss = progress.Loss,
            Waiting = Wait(training, phase),
        };
    }
}

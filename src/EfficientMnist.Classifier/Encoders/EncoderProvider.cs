using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Encoders;

/// <summary>Sees to it that a run's encoder is trained. Runs of an equal choice share it.</summary>
internal sealed class EncoderProvider(EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The id of the trained encoder; at once where it is trained already, or where the run has none.</summary>
    /// <exception cref="RefusalException">The training failed or was cancelled.</exception>
    public async Task<string> EnsureTrainedAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var choice = run.Options.Encoder;
        if (choice.IsNone)
        {
            if (run.History.EncoderId != EncoderChoice.None)
                run.Record(new EncoderReady(EncoderChoice.None));
            return EncoderChoice.None;
        }
        var request = new StartTrainingRequest { Dataset = run.Options.Dataset, Kind = choice.Kind, Seed = choice.Seed };
        request.Options.Add(choice.Options.Values);
        var encoderId = await trainings.CompleteAsync(
            "encoder", RunPhase.Encoder, async options => (await trainer.StartTrainingAsync(request, options)).Training, run, cancellationToken);
        if (run.History.EncoderId != encoderId)
            run.Record(new EncoderReady(encoderId));
        return encoderId;
    }

    /// <summary>The id of the encoder if it is trained already; starts nothing.</summary>
    /// <exception cref="RefusalException">It is not trained yet.</exception>
    public async Task<string> FindTrainedAsync(EncoderChoice choice, DatasetDescription dataset, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        if (choice.IsNone)
            return EncoderChoice.None;
        var options = EncoderCatalog.Create(choice.Kind, choice.Options, dataset.Shape).Options;
        var known = await patient.CallAsync(
            ServiceNames.EncoderTrainer, monitor, Deadline, call => trainer.ListTrainingsAsync(new ListTrainingsRequest(), call).ResponseAsync, cancellationToken);
        var same = known.Trainings.Where(t => t.Dataset == dataset.Name && t.Kind == choice.Kind && t.Seed == choice.Seed
            && t.Options.Count == options.Count && options.All(o => t.Options.TryGetValue(o.Key, out var value) && value == o.Value)).ToArray();
        if (Array.Find(same, t => t.State == TrainingState.Completed) is { } trained)
            return trained.EncoderId;
        var state = same is [var begun, ..] ? $"its training is {begun.State.ToString().ToLowerInvariant()}" : "its training has not begun";
        throw Refusal.Conflict(
            $"The encoder ({choice.Kind}, seed {choice.Seed}) of {dataset.Name} is not trained: {state}. Starting a run of these options trains it.");
    }
}

using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// Has the encoder's network trained on a run's labels, where that is the run's classifier. The trainer knows equal labels, so
/// that a run which goes on after a crash asks for the same training.
/// </summary>
internal sealed class FineTuner(
    EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, StudentSource networks, RunTelemetry telemetry, ILogger<FineTuner> logger)
{
    /// <summary>Gives the learner a network that has learned the run's labels as they are, where it needs one.</summary>
    public async Task AdvanceAsync(RunWork run, ActiveLearner learner, DatasetDescription dataset, CancellationToken cancellationToken)
    {
        if (!learner.NeedsNetwork)
            return;
        var labels = learner.State.Labels;
        using var span = telemetry.StartFineTuning(run);
        var request = Request(run, learner.Classes);
        var encoderId = await trainings.CompleteAsync(
            "fine-tuned network", RunPhase.Distillation, async options => (await trainer.StartFineTuningAsync(request, options)).Training, run, cancellationToken);
        if (run.History.NetworkId != encoderId)
        {
            await run.RecordAsync(new NetworkTrained(labels.Count, encoderId));
            Log.NetworkTrained(logger, run.Id.Value, labels.Count, encoderId);
        }
        await run.TurnAsync(cancellationToken);
        var trained = await networks.GetAsync(encoderId, dataset, learner.Classes, run.As(RunPhase.Distillation), cancellationToken);
        learner.Adopt(new FineTunedNetwork(trained, labels));
    }

    private static StartFineTuningRequest Request(RunWork run, int classes)
    {
        var request = new StartFineTuningRequest { Dataset = run.Options.Dataset, EncoderId = run.History.EncoderId, Classes = classes, Seed = run.Options.Seed, Requester = run.Id.Value };
        request.SampleIds.AddRange(run.History.Learner.Labels.Select(l => l.Id));
        request.Labels.AddRange(run.History.Learner.Labels.Select(l => l.Label));
        request.Options.Add(run.Options.Classifier.Options.Values);
        return request;
    }
}

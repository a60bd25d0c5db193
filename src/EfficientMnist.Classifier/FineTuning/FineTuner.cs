using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.FineTuning;

/// <summary>
/// Has the encoder's network trained on a run's labels, where that is the run's classifier. The trainer knows equal labels, so
/// that a run which goes on after a crash asks for the same training.
/// </summary>
internal sealed class FineTuner(
    EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, StudentSource networks, RunTelemetry telemetry, ILogger<FineTuner> logger)
{
    /// <summary>The learner with a network that has learned the run's labels as they are; the same learner where it is no network.</summary>
    public async Task<RoundLearner> AdvanceAsync(LiveRun run, RoundLearner learner, CancellationToken cancellationToken)
    {
        var labels = run.History.Labels;
        if (!run.Options.Classifier.IsFineTuned || labels.Count == 0 || (learner.Network is { } known && known.Labels.SequenceEqual(labels)))
            return learner;
        using var span = telemetry.StartFineTuning(run);
        var request = Request(run, learner.ClassCount);
        var encoderId = await trainings.CompleteAsync(
            "fine-tuned network", RunPhase.Distillation, async options => (await trainer.StartFineTuningAsync(request, options)).Training, run, cancellationToken);
        if (run.History.NetworkId != encoderId)
        {
            run.Record(new NetworkTrained(labels.Count, encoderId));
            Log.NetworkTrained(logger, run.Id.Value, labels.Count, encoderId);
        }
        var trained = await networks.GetAsync(encoderId, learner.Dataset, learner.ClassCount, new DistillationMonitor(run), cancellationToken);
        return learner.With(new FineTunedNetwork(trained, [.. labels]));
    }

    private static StartFineTuningRequest Request(LiveRun run, int classes)
    {
        var request = new StartFineTuningRequest { Dataset = run.Options.Dataset, EncoderId = run.History.EncoderId, Classes = classes, Seed = run.Options.Seed };
        request.SampleIds.AddRange(run.History.Labels.Select(l => l.Id));
        request.Labels.AddRange(run.History.Labels.Select(l => l.Label));
        request.Options.Add(run.Options.Classifier.Options.Values);
        return request;
    }
}

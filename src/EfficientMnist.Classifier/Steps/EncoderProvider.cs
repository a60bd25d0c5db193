using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Encoders;
using Grpc.Core;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Sees to it that a run's encoder is trained. Runs of an equal choice share it.</summary>
internal sealed class EncoderProvider(EncoderTrainerService.EncoderTrainerServiceClient trainer, TrainingFollower trainings, PatientCall patient)
{
    // Of the budget, the part that may be asked for before the encoder is trained, the cold start in any case.
    private const int HeadStartPart = 5;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Has the training begun. Where it takes time, and people give the labels, the run begins without: they are asked for the
    /// first labels on histograms meanwhile, so many by count, whenever the training ends, and the journal says so.
    /// </summary>
    public async Task BeginAsync(RunWork run, CancellationToken cancellationToken)
    {
        if (!MayHaveHeadStart(run))
            return;
        run.Report(new RunProgress { Phase = RunPhase.Encoder });
        var training = await trainings.AskAsync(options => StartAsync(run, options), run, cancellationToken);
        if (training.State != TrainingState.Completed)
            await run.RecordAsync(new HeadStart(HeadStartOf(run)));
    }

    /// <summary>The id of the trained encoder; at once where it is trained already, or where the run has none.</summary>
    /// <exception cref="RefusalException">The training failed or was cancelled.</exception>
    public async Task<string> EnsureTrainedAsync(RunWork run, CancellationToken cancellationToken)
    {
        var encoderId = run.Options.Encoder.IsNone
            ? EncoderChoice.None
            : await trainings.CompleteAsync("encoder", RunPhase.Encoder, options => StartAsync(run, options), run, cancellationToken);
        if (run.History.EncoderId != encoderId)
            await run.RecordAsync(new EncoderReady(encoderId));
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

    // A network that is fine-tuned begins with the encoder's weights, so nothing can be learned without.
    private static bool MayHaveHeadStart(RunWork run) =>
        run.Options is { Oracle.IsHuman: true, Encoder.IsNone: false, Classifier.IsFineTuned: false }
        && run.History is { EncoderId.Length: 0, HeadStart: 0, Pending: null, PendingValidation: null, Bought: 0 };

    // Whole batches, none of them beyond a student on the way.
    private static int HeadStartOf(RunWork run)
    {
        var labels = run.Plan.NextBatch(0);
        var most = run.Options.Student.At.Values.Where(at => at >= labels).Append(run.Plan.Labels / HeadStartPart).Min();
        while (run.Plan.NextBatch(labels) is > 0 and var batch && labels + batch <= most)
            labels += batch;
        return labels;
    }

    private async Task<Training> StartAsync(RunWork run, CallOptions options)
    {
        var choice = run.Options.Encoder;
        var request = new StartTrainingRequest { Dataset = run.Options.Dataset, Kind = choice.Kind, Seed = choice.Seed, Requester = run.Id.Value };
        request.Options.Add(choice.Options.Values);
        return (await trainer.StartTrainingAsync(request, options)).Training;
    }
}

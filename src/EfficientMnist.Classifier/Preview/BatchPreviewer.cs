using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Prediction;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Preview;

/// <summary>Works out the batch a run would buy next, as the run itself would, and leaves no trace of it.</summary>
internal sealed class BatchPreviewer(RunRegistry registry, ImageSource images, EncoderProvider encoders, FeatureSource featureSource, LearnerSource learners)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <param name="runId">A run in any state; empty for one that has not been started.</param>
    /// <param name="deviations">From the defaults, or from the options of the run named.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<PreviewBatchResponse> PreviewAsync(string runId, IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var run = runId.Length > 0 ? registry.Get(runId) : null;
        var position = run?.Position ?? RunPosition.Start;
        var options = RunOptionsBinder.Bind(run?.Options ?? new RunOptions(), deviations);
        if (run is not null && run.Options.Dataset != options.Dataset)
            throw new ArgumentException($"The labels of run {runId} are those of {run.Options.Dataset}; it cannot go on with dataset={options.Dataset}.");

        var dataset = await images.FindAsync(options.Dataset, Unwatched, cancellationToken);
        dataset.RequireImagesFor(options.Labels);
        var encoderId = position.EncoderId.Length > 0 && RunOptionsBinder.SameEncoder(options, run!.Options)
            ? position.EncoderId
            : await encoders.FindTrainedAsync(options.Encoder, dataset, Unwatched, cancellationToken);
        var features = await featureSource.GetAsync(dataset, encoderId, options.Views, Unwatched, cancellationToken);
        var decided = deviations.Count == 0 ? position.Pending : null;
        var classNames = options.Oracle.ClassesOr(dataset.ClassNames);
        var reserved = new ValidationSample(options, new RunPlan(options).ValidationLabels, dataset.TrainCount, run?.History.Given).Reserved;
        var learner = await learners.EquipAsync(new RoundLearner(options, features, classNames.Count, reserved), position, cancellationToken);
        return await Task.Run(() => Describe(options, position, decided, learner, classNames), cancellationToken);
    }

    private static PreviewBatchResponse Describe(
        RunOptions options, RunPosition position, BatchSelected? decided, RoundLearner learner, IReadOnlyList<string> classNames)
    {
        var plan = new RunPlan(options);
        var (bought, validated) = position.RoundStart;
        var validation = plan.NextValidation(bought, validated);
        var batch = decided ?? learner.Select(position.Rounds, position.Labels, plan.NextBatch(bought) - validation);
        var cost = batch.Samples.Count + validated + validation - position.Validation;
        var beliefs = position.Labels.Count > 0 ? learner.Probabilities(position.Labels, [.. batch.Samples.Select(s => s.Id)]) : null;
        var reasons = new PickReasons(batch, beliefs, classNames);
        var response = new PreviewBatchResponse
        {
            Strategy = batch.Strategy,
            Round = batch.Round,
            Cost = cost,
            BudgetLeft = Math.Max(0, options.Labels - position.Spent - cost),
            Decided = decided is not null,
        };
        response.Samples.AddRange(batch.Samples.Select((sample, place) => new PreviewedSample
        {
            SampleId = sample.Id, Score = sample.Score, Rank = place + 1, Reason = reasons.Of(place),
        }));
        return response;
    }
}

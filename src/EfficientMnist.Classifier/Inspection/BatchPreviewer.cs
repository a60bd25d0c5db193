using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Works out the batch a run would buy next, as the run itself would, and leaves no trace of it.</summary>
internal sealed class BatchPreviewer(RunRegistry registry, ImageSource images, EncoderProvider encoders, LearnerSource learners)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <param name="runId">A run in any state; empty for one that has not been started.</param>
    /// <param name="deviations">From the defaults, or from the options of the run named.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<PreviewBatchResponse> PreviewAsync(string runId, IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var run = runId.Length > 0 ? await registry.ReadAsync(runId) : null;
        var history = run?.History ?? RunHistory.Start;
        var options = RunOptionsBinder.Bind(run?.Options, deviations);
        if (run is not null && run.Options.Dataset != options.Dataset)
            throw Refusal.Invalid($"The labels of run {runId} are those of {run.Options.Dataset}; it cannot go on with dataset={options.Dataset}.");

        // There is nothing to look for.
        if (run is not null && (history.Bought >= history.BudgetOf(options) || history.Affordable(options) == 0))
            return new PreviewBatchResponse { Strategy = options.Strategy, Round = history.Learner.Rounds };

        var dataset = await images.FindAsync(options.Dataset, Unwatched, cancellationToken);
        dataset.RequireImagesFor(history.BudgetOf(options));
        var encoderId = history.IsInHeadStart ? EncoderChoice.None
            : history.EncoderId.Length > 0 && RunOptionsBinder.SameEncoder(options, run!.Options) ? history.EncoderId
            : await encoders.FindTrainedAsync(options.Encoder, dataset, Unwatched, cancellationToken);
        var features = await learners.SeeAsync(dataset, encoderId, options, history, cancellationToken);
        var decided = deviations.Count == 0 ? history.Pending : null;
        var classNames = options.Oracle.ClassesOr(dataset.ClassNames);
        var learner = await learners.GetAsync(features, options, history, cancellationToken);
        return await Task.Run(() => Describe(options, history, decided, learner, classNames), cancellationToken);
    }

    private static PreviewBatchResponse Describe(
        RunOptions options, RunHistory history, BatchSelected? decided, ActiveLearner learner, IReadOnlyList<string> classNames)
    {
        var query = learner.Query().AtMost(history.Affordable(options));
        var batch = decided ?? BatchSelected.Of(query);
        var cost = batch.Samples.Count + query.Validation.Count;
        var beliefs = learner.State.Labels.Count > 0 ? learner.Probabilities([.. batch.Samples.Select(s => s.Id)]) : null;
        var reasons = new PickReasons(batch, beliefs, classNames);
        var response = new PreviewBatchResponse
        {
            Strategy = batch.Strategy,
            Round = batch.Round,
            Cost = cost,
            BudgetLeft = Math.Max(0, history.BudgetOf(options) - history.Spent - cost),
            Decided = decided is not null,
            Wanted = batch.Wanted,
            MostPaid = cost * options.Oracle.Price.Dearest,
        };
        response.Samples.AddRange(batch.Samples.Select((sample, place) => new PreviewedSample
        {
            SampleId = sample.Id,
            Score = sample.Score,
            Rank = place + 1,
            Reason = reasons.Of(place),
        }));
        return response;
    }
}

using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Classifier.Steps;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Cleaning;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Looks for what may be wrong with a run: labels that do not fit the others, images that its classifier is unsure of.</summary>
internal sealed class RunInspector(RunRegistry registry, ImageSource images, LearnerSource learners, PoolStateReader pool, ProbabilityStore probabilities, RunLedger ledger)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1_000;
    private static readonly SilentMonitor Unwatched = new();

    /// <summary>Labels that are probably wrong, the likeliest first; a limit of 0 is none.</summary>
    /// <exception cref="RefusalException">The run has no features or fewer than two labels yet.</exception>
    public async Task<ListSuspectsResponse> SuspectsAsync(string runId, int limit, CancellationToken cancellationToken)
    {
        if (limit < 0)
            throw Refusal.Invalid($"The limit is {limit}; give the number of suspects wanted, or 0 for all.");
        var run = await registry.ReadAsync(runId);
        RequireEncoder(run);
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var rows = await ledger.LabelsAsync(run.Id, cancellationToken);
        if (rows.Count < 2)
            throw Refusal.Conflict($"Run {runId} has {rows.Count} labels; it takes two at least to tell whether one fits the others.");
        BoughtLabel[] labels = [.. rows.Select(row => new BoughtLabel(row.SampleId, row.Label))];
        // The ledger may be ahead of what the run has learned.
        var state = $"{run.History.ClassifierDigest()} {string.Join(' ', labels.Select(label => $"{label.Id}:{label.Label}"))}";
        var heldOut = await probabilities.GetAsync(run.Id, ProbabilityStore.HeldOut, state, async () =>
        {
            var features = await learners.SeeAsync(dataset, run.History.EncoderId, run.Options, run.History, cancellationToken);
            var learner = await learners.GetAsync(features, run.Options, run.History, cancellationToken);
            return await Task.Run(() => learner.HeldOut(labels), cancellationToken);
        });
        return Suspects(heldOut, run.Options.Oracle.ClassesOr(dataset.ClassNames), rows, limit);
    }

    /// <summary>The images without a label that the classifier is least sure of; a limit of 0 is 50.</summary>
    /// <exception cref="RefusalException">The run has no classifier yet.</exception>
    public async Task<ListUncertainResponse> UncertainAsync(string runId, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 0 or > MaxLimit)
            throw Refusal.Invalid($"The limit is {limit}; give 1 to {MaxLimit}, or 0 for {DefaultLimit}.");
        var run = await registry.ReadAsync(runId);
        RequireEncoder(run);
        var state = await pool.ReadAsync(run, cancellationToken);
        if (!state.HasLearned)
            throw Refusal.Conflict($"Run {runId} has no label to learn from yet.");
        var taken = (await ledger.AnswersAsync(run.Id, cancellationToken)).Select(row => row.SampleId).Concat(run.History.Learner.Excluded).ToHashSet();
        return state.Uncertain(taken, limit == 0 ? DefaultLimit : limit);
    }

    private static ListSuspectsResponse Suspects(FeatureMatrix probabilities, IReadOnlyList<string> classNames, IReadOnlyList<LedgerEntry> rows, int limit)
    {
        var suspects = ConfidentLearning.Suspects(probabilities, [.. rows.Select(row => row.Label)]);
        return new ListSuspectsResponse
        {
            Labels = rows.Count,
            Answers = suspects.Count,
            ClassNames = { classNames },
            Suspects =
            {
                suspects.Take(limit == 0 ? suspects.Count : limit).Select(suspect => new Contracts.V1.Suspect
                {
                    SampleId = rows[suspect.Row].SampleId,
                    GivenLabel = rows[suspect.Row].Label,
                    SuggestedLabel = suspect.Suggested,
                    Probabilities = { probabilities.Row(suspect.Row).ToArray() },
                    Round = rows[suspect.Row].Round,
                    File = rows[suspect.Row].File,
                }),
            },
        };
    }

    private static void RequireEncoder(RunSnapshot run)
    {
        if (run.History is { EncoderId.Length: 0, IsInHeadStart: false })
            throw Refusal.Conflict($"Run {run.Id} has no encoder yet. Wait until it buys labels.");
    }
}

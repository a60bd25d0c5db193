using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Cleaning;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Looks for what may be wrong with a run: labels that do not fit the others, images that its classifier is unsure of.</summary>
internal sealed class RunInspector(RunRegistry registry, ImageSource images, FeatureSource featureSource, LearnerSource learners, LedgerLabels ledger)
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
        var run = registry.Get(runId);
        var inspected = await InspectAsync(run, cancellationToken);
        var rows = await ledger.OfAsync(run.Id, cancellationToken);
        if (rows.Count < 2)
            throw Refusal.Conflict($"Run {runId} has {rows.Count} labels; it takes two at least to tell whether one fits the others.");
        return await Task.Run(() => Suspects(inspected, rows, limit), cancellationToken);
    }

    /// <summary>The images without a label that the classifier is least sure of; a limit of 0 is 50.</summary>
    /// <exception cref="RefusalException">The run has no classifier yet.</exception>
    public async Task<ListUncertainResponse> UncertainAsync(string runId, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 0 or > MaxLimit)
            throw Refusal.Invalid($"The limit is {limit}; give 1 to {MaxLimit}, or 0 for {DefaultLimit}.");
        var run = registry.Get(runId);
        var inspected = await InspectAsync(run, cancellationToken);
        if (inspected.Learner.State.Labels.Count == 0)
            throw Refusal.Conflict($"Run {runId} has no label to learn from yet.");
        var taken = (await ledger.OfAsync(run.Id, cancellationToken)).Select(row => row.SampleId).ToHashSet();
        return await Task.Run(() => Uncertain(inspected, taken, limit == 0 ? DefaultLimit : limit), cancellationToken);
    }

    private async Task<InspectedRun> InspectAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var position = run.Position;
        if (position.EncoderId.Length == 0)
            throw Refusal.Conflict($"Run {run.Id} has no encoder yet. Wait until it buys labels.");
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var features = await featureSource.GetAsync(dataset, position.EncoderId, run.Options.Views, Unwatched, cancellationToken);
        var classNames = run.Options.Oracle.ClassesOr(dataset.ClassNames);
        return new InspectedRun(await learners.GetAsync(run.Options, features, classNames.Count, position, cancellationToken), classNames);
    }

    private static ListSuspectsResponse Suspects(InspectedRun run, IReadOnlyList<LedgerEntry> rows, int limit)
    {
        var probabilities = run.Learner.HeldOut([.. rows.Select(row => new BoughtLabel(row.SampleId, row.Label))]);
        var suspects = ConfidentLearning.Suspects(probabilities, [.. rows.Select(row => row.Label)]);
        return new ListSuspectsResponse
        {
            Labels = rows.Count,
            Answers = suspects.Count,
            ClassNames = { run.ClassNames },
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

    private static ListUncertainResponse Uncertain(InspectedRun run, HashSet<int> taken, int limit)
    {
        int[] unlabelled = [.. Enumerable.Range(0, run.Learner.Pool.Count).Where(id => !taken.Contains(id))];
        var probabilities = run.Learner.Probabilities(unlabelled);
        var likeliest = probabilities.ArgMax();
        var rows = Enumerable.Range(0, unlabelled.Length).OrderBy(row => Uncertainty.Margin(probabilities.Row(row))).Take(limit);
        return new ListUncertainResponse
        {
            ClassNames = { run.ClassNames },
            Samples = { rows.Select(row => ToMessage(unlabelled[row], likeliest[row], probabilities, row)) },
        };
    }

    private static UncertainSample ToMessage(int id, int likeliest, FeatureMatrix probabilities, int row) =>
        new() { SampleId = id, PredictedLabel = likeliest, Probabilities = { probabilities.Row(row).ToArray() } };
}

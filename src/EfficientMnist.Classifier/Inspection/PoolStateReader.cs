using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>What a run knows of each image of its pool: its own predictions and the labels it has bought, no other.</summary>
internal sealed class PoolStateReader(ImageSource images, LearnerSource learners, ProbabilityStore probabilities)
{
    private const int Kept = 4;
    private static readonly SilentMonitor Unwatched = new();

    private readonly RecentlyMade<(RunId Run, string State), PoolState> _recent = new(Kept);

    /// <summary>How many images a run's pool has.</summary>
    public async Task<int> CountAsync(RunSnapshot run, CancellationToken cancellationToken) => (await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken)).TrainCount;

    /// <summary>What the run knew when the snapshot was taken; computed once, and kept for the four read last.</summary>
    public Task<PoolState> ReadAsync(RunSnapshot run, CancellationToken cancellationToken) =>
        _recent.GetAsync((run.Id, run.History.ClassifierDigest()), () => MakeAsync(run, cancellationToken), cancellationToken);

    private async Task<PoolState> MakeAsync(RunSnapshot run, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var (classNames, purchases) = (run.Options.Oracle.ClassesOr(dataset.ClassNames), run.History.Purchases);
        if (run.History.Learner.Labels.Count == 0)
            return new PoolState(classNames, dataset.TrainCount, null, purchases);
        var believed = await probabilities.GetAsync(run.Id, ProbabilityStore.Pool, run.History.ClassifierDigest(), async () =>
        {
            var features = await learners.SeeAsync(dataset, run.History.EncoderId, run.Options, run.History, cancellationToken);
            return (await learners.GetAsync(features, run.Options, run.History, cancellationToken)).PoolProbabilities();
        });
        return new PoolState(classNames, dataset.TrainCount, believed, purchases);
    }
}

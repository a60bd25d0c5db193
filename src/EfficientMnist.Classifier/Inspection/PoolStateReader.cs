using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>What a run knows of each image of its pool: its own predictions and the labels it has bought, no other.</summary>
internal sealed class PoolStateReader(RunRegistry registry, ImageSource images, LearnerSource learners)
{
    private const int Kept = 4;
    private static readonly SilentMonitor Unwatched = new();

    private readonly RecentlyMade<(RunId Run, int Fingerprint), PoolState> _recent = new(Kept);

    public async Task<PoolState> ReadAsync(string runId, CancellationToken cancellationToken) =>
        await ReadAsync(await registry.ReadAsync(runId), cancellationToken);

    /// <summary>What the run knew when the snapshot was taken; computed once, and kept for the four read last.</summary>
    public Task<PoolState> ReadAsync(RunSnapshot run, CancellationToken cancellationToken) =>
        _recent.GetAsync((run.Id, Fingerprint(run.History)), () => MakeAsync(run, cancellationToken), cancellationToken);

    private async Task<PoolState> MakeAsync(RunSnapshot run, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var (classNames, purchases) = (run.Options.Oracle.ClassesOr(dataset.ClassNames), run.History.Purchases);
        if (run.History.Learner.Labels.Count == 0)
            return new PoolState(classNames, dataset.TrainCount, null, purchases);
        var features = await learners.SeeAsync(dataset, run.History.EncoderId, run.Options, run.History, cancellationToken);
        var learner = await learners.GetAsync(features, run.Options, run.History, cancellationToken);
        return new PoolState(classNames, dataset.TrainCount, learner.PoolProbabilities(), purchases);
    }

    // Labels may be corrected without becoming more.
    private static int Fingerprint(RunHistory history)
    {
        var hash = new HashCode();
        hash.Add(history.EncoderId);
        hash.Add(history.Learner.StudentId);
        hash.Add(history.NetworkId);
        foreach (var purchase in history.Purchases)
            hash.Add(purchase);
        return hash.ToHashCode();
    }
}

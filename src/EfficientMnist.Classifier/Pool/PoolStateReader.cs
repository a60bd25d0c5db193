using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Core.Runs;

namespace EfficientMnist.Classifier.Pool;

/// <summary>What a run knows of each image of its pool: its own predictions and the labels it has bought, no other.</summary>
internal sealed class PoolStateReader(RunRegistry registry, ImageSource images, FeatureSource featureSource, LearnerSource learners) : IDisposable
{
    private const int Kept = 4;
    private static readonly SilentMonitor Unwatched = new();

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly LinkedList<(RunId Run, int Labels, PoolState State)> _recent = [];

    public async Task<PoolState> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        var run = registry.Get(runId);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var (position, purchases) = (run.Position, run.Purchases);
            var fingerprint = Fingerprint(position, purchases);
            var known = _recent.FirstOrDefault(entry => entry.Run == run.Id && entry.Labels == fingerprint);
            if (known.State is null)
                known = (run.Id, fingerprint, await MakeAsync(run, position, purchases, cancellationToken));
            _recent.Remove(known);
            _recent.AddFirst(known);
            if (_recent.Count > Kept)
                _recent.RemoveLast();
            return known.State;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<PoolState> MakeAsync(LiveRun run, RunPosition position, IReadOnlyList<Purchase> purchases, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        var classNames = run.Options.Oracle.ClassesOr(dataset.ClassNames);
        if (position.Learner.Labels.Count == 0)
            return new PoolState(classNames, dataset.TrainCount, null, purchases);
        var features = await featureSource.GetAsync(dataset, position.EncoderId, run.Options.Views, Unwatched, cancellationToken);
        var learner = await learners.GetAsync(run.Options, features, classNames.Count, position, cancellationToken);
        var probabilities = await Task.Run(learner.PoolProbabilities, cancellationToken);
        return new PoolState(classNames, dataset.TrainCount, probabilities, purchases);
    }

    // Labels may be corrected without becoming more.
    private static int Fingerprint(RunPosition position, IReadOnlyList<Purchase> purchases)
    {
        var hash = new HashCode();
        hash.Add(position.Learner.StudentId);
        hash.Add(position.NetworkId);
        foreach (var purchase in purchases)
            hash.Add(purchase);
        return hash.ToHashCode();
    }
}

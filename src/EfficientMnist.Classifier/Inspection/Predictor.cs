using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using Contract = EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Classifies a caller's own images with the final classifier of a finished run, its student included, fitted anew from its journal where it is not at hand.</summary>
internal sealed class Predictor(RunRegistry registry, ImageSource images, FeatureSource featureSource, StudentSource students, LearnerSource learners, PoolStateReader pools)
{
    private const int Kept = 4;
    private static readonly SilentMonitor Unwatched = new();

    private readonly RecentlyMade<(RunId Run, string State), FittedRun> _recent = new(Kept);

    /// <summary>What the run's latest classifier takes images of its pool for.</summary>
    /// <exception cref="RefusalException">The run has learned from no label yet, or its pool has no such image.</exception>
    public async Task<IReadOnlyList<Contract.Prediction>> PredictPoolAsync(string runId, IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        var run = await registry.ReadAsync(runId);
        if (run.History.Learner.Labels.Count == 0)
            throw Refusal.Conflict($"Run {run.Id} has learned from no label yet.");
        var state = await pools.ReadAsync(run, cancellationToken);
        return [.. ids.Select(id => state.Find(id) ?? throw Refusal.Invalid($"Image {id} is not in the pool of run {run.Id}."))];
    }

    /// <summary>What the final classifier of a completed run takes these images for.</summary>
    /// <exception cref="RefusalException">The run is not complete, or the images are of another shape.</exception>
    public async Task<IReadOnlyList<Contract.Prediction>> PredictAsync(string runId, ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken)
    {
        var run = await registry.ReadAsync(runId);
        if (run.State != Contract.RunState.Completed)
            throw Refusal.Conflict($"Run {run.Id} is {run.State}; only a completed run predicts.");
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        if (count < 1 || pixels.Length != count * (long)dataset.Shape.Pixels)
            throw Refusal.Invalid($"count={count} images of {dataset.Shape} have {count * (long)dataset.Shape.Pixels} bytes, but {pixels.Length} came.");

        var features = await learners.SeeAsync(dataset, run.History.EncoderId, run.Options, run.History, cancellationToken);
        var fitted = await _recent.GetAsync((run.Id, run.History.ClassifierDigest()), () => FitAsync(run, features, cancellationToken), cancellationToken);
        var probabilities = await ClassifyAsync(features, fitted, new ImageSet(dataset.Shape, pixels), cancellationToken);
        var best = probabilities.ArgMax();
        return [.. best.Select((label, row) => ToMessage(label, fitted.ClassNames[label], probabilities.Row(row)))];
    }

    private async Task<FeatureMatrix> ClassifyAsync(RunFeatures features, FittedRun fitted, ImageSet sent, CancellationToken cancellationToken)
    {
        var views = await featureSource.TransformAsync(features, sent, Unwatched, cancellationToken);
        var student = await AskAsync(fitted.Classifier.StudentId);
        var network = await AskAsync(fitted.Classifier.NetworkId);
        return fitted.Classifier.Probabilities(features.Pool, views, student, network);

        async Task<StudentOutput?> AskAsync(string id) =>
            id.Length == 0 ? null : await students.AskAsync(id, sent, fitted.ClassNames.Count, Unwatched, cancellationToken);
    }

    private async Task<FittedRun> FitAsync(RunSnapshot run, RunFeatures features, CancellationToken cancellationToken) =>
        new((await learners.GetAsync(features, run.Options, run.History, cancellationToken)).Fit(), run.Options.Oracle.ClassesOr(features.Dataset.ClassNames));

    private static Contract.Prediction ToMessage(int label, string className, ReadOnlySpan<float> probabilities)
    {
        var message = new Contract.Prediction { Label = label, ClassName = className };
        message.Probabilities.AddRange(probabilities.ToArray());
        return message;
    }

    private sealed record FittedRun(LearnedClassifier Classifier, IReadOnlyList<string> ClassNames);
}

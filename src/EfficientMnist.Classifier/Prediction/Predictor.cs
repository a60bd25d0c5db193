using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;
using Contract = EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Prediction;

/// <summary>Classifies a caller's own images with the final classifier of a finished run, its student included, fitted anew from its journal where it is not at hand.</summary>
internal sealed class Predictor(ImageSource images, FeatureSource featureSource, StudentSource students, LearnerSource learners, LabelBuyer buyer) : IDisposable
{
    private const int Kept = 4;
    private static readonly SilentMonitor Unwatched = new();

    private readonly SemaphoreSlim _gate = new(1);
    private readonly LinkedList<FittedRun> _recent = [];

    public async Task<IReadOnlyList<Contract.Prediction>> PredictAsync(LiveRun run, ReadOnlyMemory<byte> pixels, int count, CancellationToken cancellationToken)
    {
        if (run.Latest.State != Contract.RunState.Completed)
            throw Refusal.Conflict($"Run {run.Id} is {run.Latest.State}; only a completed run predicts.");
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        if (count < 1 || pixels.Length != count * (long)dataset.Shape.Pixels)
            throw Refusal.Invalid($"count={count} images of {dataset.Shape} have {count * (long)dataset.Shape.Pixels} bytes, but {pixels.Length} came.");

        var features = await featureSource.GetAsync(dataset, run.History.EncoderId, run.Options.Views, Unwatched, cancellationToken);
        var fitted = await GetAsync(run, features, cancellationToken);
        var probabilities = await ClassifyAsync(features, fitted, new ImageSet(dataset.Shape, pixels), cancellationToken);
        var best = probabilities.ArgMax();
        return [.. best.Select((label, row) => ToMessage(label, fitted.ClassNames[label], probabilities.Row(row)))];
    }

    public void Dispose() => _gate.Dispose();

    private async Task<FeatureMatrix> ClassifyAsync(RunFeatures features, FittedRun fitted, ImageSet sent, CancellationToken cancellationToken)
    {
        var views = await featureSource.TransformAsync(features, sent, Unwatched, cancellationToken);
        var student = await AskAsync(fitted.Classifier.StudentId);
        var network = await AskAsync(fitted.Classifier.NetworkId);
        return fitted.Classifier.Probabilities(features.Pool, views, student, network);

        async Task<StudentOutput?> AskAsync(string id) =>
            id.Length == 0 ? null : await students.AskAsync(id, sent, fitted.ClassNames.Count, Unwatched, cancellationToken);
    }

    private async Task<FittedRun> GetAsync(LiveRun run, RunFeatures features, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var fitted = _recent.FirstOrDefault(f => f.Run == run.Id && f.Correction == run.History.LastCorrection);
            if (fitted is null)
            {
                var (classNames, _, _) = await buyer.OpenAsync(run, cancellationToken);
                var learner = await learners.GetAsync(run.Options, features, classNames.Count, run.Position, cancellationToken);
                fitted = new FittedRun(run.Id, run.History.LastCorrection, await Task.Run(learner.Fit, cancellationToken), classNames);
            }
            _recent.Remove(fitted);
            _recent.AddFirst(fitted);
            if (_recent.Count > Kept)
                _recent.RemoveLast();
            return fitted;
        }
        finally
        {
            _gate.Release();
        }
    }

    private static Contract.Prediction ToMessage(int label, string className, ReadOnlySpan<float> probabilities)
    {
        var message = new Contract.Prediction { Label = label, ClassName = className };
        message.Probabilities.AddRange(probabilities.ToArray());
        return message;
    }

    private sealed record FittedRun(RunId Run, long Correction, LearnedClassifier Classifier, IReadOnlyList<string> ClassNames);
}

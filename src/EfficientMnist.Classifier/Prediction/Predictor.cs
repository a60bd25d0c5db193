using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
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
            throw new InvalidOperationException($"Run {run.Id} is {run.Latest.State}; only a completed run predicts.");
        var dataset = await images.FindAsync(run.Options.Dataset, Unwatched, cancellationToken);
        if (count < 1 || pixels.Length != count * (long)dataset.Shape.Pixels)
            throw new ArgumentException($"count={count} images of {dataset.Shape} have {count * (long)dataset.Shape.Pixels} bytes, but {pixels.Length} came.");

        var features = await featureSource.GetAsync(dataset, run.History.EncoderId, run.Options.Views, Unwatched, cancellationToken);
        var fitted = await GetAsync(run, features, cancellationToken);
        var probabilities = await ClassifyAsync(run, features, fitted, new ImageSet(dataset.Shape, pixels), cancellationToken);
        var best = probabilities.ArgMax();
        return [.. best.Select((label, row) => ToMessage(label, fitted.ClassNames[label], probabilities.Row(row)))];
    }

    public void Dispose() => _gate.Dispose();

    private async Task<FeatureMatrix> ClassifyAsync(LiveRun run, RunFeatures features, FittedRun fitted, ImageSet sent, CancellationToken cancellationToken)
    {
        var joint = await featureSource.TransformAsync(features, sent, Unwatched, cancellationToken);
        var opinion = fitted.Student is null ? null : await students.AskAsync(fitted.Student.EncoderId, sent, fitted.ClassNames.Count, Unwatched, cancellationToken);
        var own = fitted.NetworkId.Length > 0
            ? (await students.AskAsync(fitted.NetworkId, sent, fitted.ClassNames.Count, Unwatched, cancellationToken)).Probabilities
            : fitted.Model.Probabilities(opinion is null ? joint : fitted.Student!.View.Join(joint, opinion));
        if (fitted.SmoothedPool is { } pool)
            own = new Smoothing(run.Options.Propagation, features.Neighbours).Others(own, joint, pool);
        return opinion is null ? own : run.Options.Student.Share(own, opinion.Probabilities);
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
                var learner = await learners.EquipAsync(new RoundLearner(run.Options, features, classNames.Count, reserved: []), run.Position, cancellationToken);
                var fittedStudent = learner.Student is { } student ? new FittedStudent(student.EncoderId, new StudentView(student.Pool)) : null;
                var (model, pool) = await Task.Run(() => (learner.Fit(run.History.Labels), learner.SmoothedPool(run.History.Labels)), cancellationToken);
                fitted = new FittedRun(run.Id, run.History.LastCorrection, model, pool, classNames, fittedStudent, learner.Network?.Trained.EncoderId ?? "");
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

    // Without the pool's features, which are large.
    private sealed record FittedRun(RunId Run, long Correction, IFittedClassifier Model, FeatureMatrix? SmoothedPool, IReadOnlyList<string> ClassNames, FittedStudent? Student, string NetworkId);

    private sealed record FittedStudent(string EncoderId, StudentView View);
}

using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>Makes the learner that a run has at some moment, for a look at it from outside.</summary>
internal sealed class LearnerSource(StudentSource students)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <param name="options">Options of the run, or others that it might go on with.</param>
    /// <param name="features">What it learns from.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="position">How far the run is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<ActiveLearner> GetAsync(RunOptions options, RunFeatures features, int classes, RunPosition position, CancellationToken cancellationToken)
    {
        var learner = new ActiveLearner(features.Pool, options.ToLearner() with { Classes = classes });
        learner.Restore(position.Learner);
        if (options.Classifier.IsFineTuned && position.NetworkId.Length > 0)
            learner.Adopt(new FineTunedNetwork(await students.GetAsync(position.NetworkId, features.Dataset, classes, Unwatched, cancellationToken), position.Learner.Labels));
        if (position.Learner.StudentId is { Length: > 0 } student)
            learner.Adopt(await students.GetAsync(student, features.Dataset, classes, Unwatched, cancellationToken));
        return learner;
    }
}

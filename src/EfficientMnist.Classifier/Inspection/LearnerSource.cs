using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>Makes the learner that a run has at some moment, for a look at it from outside.</summary>
internal sealed class LearnerSource(FeatureSource featureSource, StudentSource students)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <summary>What a run of these options sees of its pool at this moment.</summary>
    /// <param name="dataset">Its data set.</param>
    /// <param name="encoderId">Its encoder; the empty id or <see cref="EncoderChoice.None"/> where it has none.</param>
    /// <param name="options">Options of the run, or others that it might go on with.</param>
    /// <param name="history">How far the run is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<RunFeatures> SeeAsync(DatasetDescription dataset, string encoderId, RunOptions options, RunHistory history, CancellationToken cancellationToken) => history.IsInHeadStart
        ? featureSource.GetAsync(dataset, EncoderChoice.None, ViewChoice.Histograms, Unwatched, cancellationToken)
        : featureSource.GetAsync(dataset, encoderId, options.Views, Unwatched, cancellationToken);

    /// <summary>The learner, from what it sees; the student and the network that have a part in it included.</summary>
    /// <param name="features">What it learns from.</param>
    /// <param name="options">Options of the run, or others that it might go on with.</param>
    /// <param name="history">How far the run is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<ActiveLearner> GetAsync(RunFeatures features, RunOptions options, RunHistory history, CancellationToken cancellationToken)
    {
        var classes = options.Oracle.ClassesOr(features.Dataset.ClassNames).Count;
        var state = history.Learner;
        var learner = new ActiveLearner(features.Pool, options.ToLearner(history.Extensions) with { Classes = classes });
        learner.Restore(state);
        if (options.Classifier.IsFineTuned && history.NetworkId.Length > 0)
            learner.Adopt(new FineTunedNetwork(await students.GetAsync(history.NetworkId, features.Dataset, classes, Unwatched, cancellationToken), state.Labels));
        if (state.StudentId is { Length: > 0 } student)
            learner.Adopt(await students.GetAsync(student, features.Dataset, classes, Unwatched, cancellationToken));
        return learner;
    }
}

using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.FineTuning;
using EfficientMnist.Classifier.Prediction;
using EfficientMnist.Classifier.Runs;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>Gives a learner the networks that a run has trained, for a look at the run from outside.</summary>
internal sealed class LearnerSource(StudentSource students)
{
    private static readonly SilentMonitor Unwatched = new();

    /// <param name="learner">Without any.</param>
    /// <param name="position">How far the run is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<RoundLearner> EquipAsync(RoundLearner learner, RunPosition position, CancellationToken cancellationToken)
    {
        if (learner.IsFineTuned && position.NetworkId.Length > 0)
            learner = learner.With(new FineTunedNetwork(await GetAsync(learner, position.NetworkId, cancellationToken), position.Labels));
        if (position.StudentId.Length > 0)
            learner = learner.With(await GetAsync(learner, position.StudentId, cancellationToken));
        return learner;
    }

    private Task<Student> GetAsync(RoundLearner learner, string encoderId, CancellationToken cancellationToken) =>
        students.GetAsync(encoderId, learner.Dataset, learner.ClassCount, Unwatched, cancellationToken);
}

using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Runs;

/// <summary>How far a run is: all that its next batch follows from, besides its options.</summary>
/// <param name="Learner">What its learner goes on from.</param>
/// <param name="Spent">Labels charged.</param>
/// <param name="EncoderId">Empty until it is trained.</param>
/// <param name="NetworkId">The network that is the classifier, where it is one; empty for none.</param>
/// <param name="Pending">Chosen but, as far as is known, not bought.</param>
internal sealed record RunPosition(LearnerState Learner, int Spent, string EncoderId, string NetworkId, BatchSelected? Pending)
{
    /// <summary>Before a run has begun.</summary>
    public static RunPosition Start { get; } = new(LearnerState.Start, 0, "", "", null);
}

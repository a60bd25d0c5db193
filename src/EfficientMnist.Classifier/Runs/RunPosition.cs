using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Runs;

/// <summary>How far a run is: all that its next batch follows from, besides its options.</summary>
/// <param name="Rounds">Rounds done; the cold start is round 0.</param>
/// <param name="Labels">Those to learn from, in the order in which they were bought.</param>
/// <param name="Validation">How many labels for validation were bought besides.</param>
/// <param name="RoundStart">Labels, and among them labels for validation, when the round at hand began.</param>
/// <param name="Spent">Labels charged.</param>
/// <param name="EncoderId">Empty until it is trained.</param>
/// <param name="StudentId">The student that the classifier goes on with; empty for none.</param>
/// <param name="NetworkId">The network that is the classifier, where it is one; empty for none.</param>
/// <param name="Pending">Chosen but, as far as is known, not bought.</param>
internal sealed record RunPosition(
    int Rounds, IReadOnlyList<BoughtLabel> Labels, int Validation, (int Bought, int Validation) RoundStart, int Spent, string EncoderId, string StudentId, string NetworkId, BatchSelected? Pending)
{
    /// <summary>Before a run has begun.</summary>
    public static RunPosition Start { get; } = new(0, [], 0, (0, 0), 0, "", "", "", null);
}

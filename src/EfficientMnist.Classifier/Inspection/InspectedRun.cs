using EfficientMnist.Classifier.Rounds;
using EfficientMnist.Classifier.Runs;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>A run's learner as it is at this moment, for a look from outside.</summary>
/// <param name="Learner">Fits what the run has fitted.</param>
/// <param name="Position">The labels it knows, and how far it is.</param>
/// <param name="PoolSize">Images of the pool.</param>
/// <param name="ClassNames">A label is a place in this list.</param>
internal sealed record InspectedRun(RoundLearner Learner, RunPosition Position, int PoolSize, IReadOnlyList<string> ClassNames);

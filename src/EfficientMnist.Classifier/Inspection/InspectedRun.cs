using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Inspection;

/// <summary>A run's learner as it is at this moment, for a look from outside.</summary>
/// <param name="Learner">Fits what the run has fitted, from the labels it knows.</param>
/// <param name="ClassNames">A label is a place in this list.</param>
internal sealed record InspectedRun(ActiveLearner Learner, IReadOnlyList<string> ClassNames);

using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.FineTuning;

/// <summary>The encoder's network as it was trained on a run's labels: a run's classifier where <c>classifier.kind=fine_tune</c>.</summary>
/// <param name="Trained">What it makes of the images of a run.</param>
/// <param name="Labels">What it has learned.</param>
internal sealed record FineTunedNetwork(Student Trained, IReadOnlyList<BoughtLabel> Labels);

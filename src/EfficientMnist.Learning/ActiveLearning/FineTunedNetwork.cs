using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>A network that was trained on a learner's labels and is its classifier (<see cref="FineTuning.FineTuneRecipe"/>).</summary>
/// <param name="Trained">What it makes of the pool and of the test images.</param>
/// <param name="Labels">The labels it has learned.</param>
public sealed record FineTunedNetwork(Student Trained, IReadOnlyList<BoughtLabel> Labels);

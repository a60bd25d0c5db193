namespace EfficientMnist.Classifier.Journal;

/// <summary>An image chosen by a strategy. Its rank is its place in the batch.</summary>
internal readonly record struct SelectedSample(int Id, double Score);

namespace EfficientMnist.Classifier.Journal;

internal readonly record struct BoughtLabel(int Id, int Label);

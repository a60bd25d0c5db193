namespace EfficientMnist.Classifier.Journal;

/// <summary>A label to validate with. Probability: with which its image was drawn among those left.</summary>
internal readonly record struct ValidationLabel(int Id, int Label, double Probability);

namespace EfficientMnist.Classifier.Journal;

/// <summary>What one part of an ensemble predicts for the whole test split, one byte each.</summary>
internal sealed record MemberPrediction(string Member, byte[] Classes);

namespace EfficientMnist.Learning.Estimation;

/// <summary>A validation image, in the order of drawing, and whether a classifier predicts it right.</summary>
/// <param name="Probability">With which it was drawn among those left.</param>
/// <param name="Right">Whether the prediction equals the bought label.</param>
public readonly record struct ValidatedImage(double Probability, bool Right);

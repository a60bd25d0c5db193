namespace EfficientMnist.Learning.Strategies;

/// <summary>An image to ask the label of.</summary>
/// <param name="Index">Index of the image in the pool.</param>
/// <param name="Score">The higher, the more the strategy wants it; comparable within one strategy only.</param>
public readonly record struct Pick(int Index, double Score);

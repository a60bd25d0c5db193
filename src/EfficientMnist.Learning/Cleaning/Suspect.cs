namespace EfficientMnist.Learning.Cleaning;

/// <summary>A label that is probably wrong.</summary>
/// <param name="Row">Of the probabilities and labels it was found in.</param>
/// <param name="Suggested">The class that it probably is.</param>
/// <param name="Margin">Probability of the given class less that of the likeliest other one, −1 … 1: the smaller, the more suspicious.</param>
public readonly record struct Suspect(int Row, int Suggested, double Margin);

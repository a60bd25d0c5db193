namespace EfficientMnist.Search.Trials;

/// <summary>What was known of a trial on the way.</summary>
/// <param name="Share">How much of the trial was done, 0 … 1.</param>
/// <param name="Value">The objective by then.</param>
public readonly record struct TrialReport(double Share, double Value);

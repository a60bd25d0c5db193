namespace EfficientMnist.Learning.Stopping;

/// <summary>Whether to stop buying, and why or what is still missing.</summary>
public readonly record struct StopDecision(bool Stop, string Reason);

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Test accuracy of one part of the final classifier by itself.</summary>
internal sealed record MemberScore(string Name, double Accuracy);

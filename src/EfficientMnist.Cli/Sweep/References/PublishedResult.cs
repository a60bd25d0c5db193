namespace EfficientMnist.Cli.Sweep.References;

/// <summary>What others have reached with few labels.</summary>
/// <param name="Labels">Labels used; all of the pool where a method uses every one.</param>
/// <param name="Accuracy">Test accuracy, 0 … 1.</param>
/// <param name="Method">Name in tables and plots.</param>
/// <param name="Source">Where it is published.</param>
internal sealed record PublishedResult(int Labels, double Accuracy, string Method, string Source);

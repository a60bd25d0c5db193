namespace EfficientMnist.Datasets.Import;

/// <summary>What an import left out.</summary>
/// <param name="Ignored">Files that are neither PNG nor labels.csv.</param>
/// <param name="Example">One of them; empty without any.</param>
public sealed record ImportSummary(int Ignored, string Example);

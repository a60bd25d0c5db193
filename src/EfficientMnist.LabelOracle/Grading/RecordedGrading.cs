namespace EfficientMnist.LabelOracle.Grading;

/// <summary>A grading of a run, without its figures.</summary>
/// <param name="Number">1 for the first of the run, and so on.</param>
/// <param name="Place">What was graded.</param>
/// <param name="Predictions">Checksum of the predictions.</param>
internal sealed record RecordedGrading(int Number, GradingPlace Place, string Predictions);

namespace EfficientMnist.Classifier.Journal;

/// <summary>One label of a run.</summary>
/// <param name="Id">Of the image.</param>
/// <param name="Label">As it is now.</param>
/// <param name="Round">The cold start is round 0; labels that were given have −1.</param>
/// <param name="IsValidation">Bought to validate, not to learn from.</param>
internal readonly record struct Purchase(int Id, int Label, int Round, bool IsValidation);

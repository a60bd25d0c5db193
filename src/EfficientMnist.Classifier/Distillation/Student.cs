namespace EfficientMnist.Classifier.Distillation;

/// <summary>A trained student, and what it makes of the images of a run.</summary>
/// <param name="EncoderId">Its id at the encoder-trainer.</param>
/// <param name="Pool">What it says of the pool.</param>
/// <param name="Test">The same of the test split.</param>
internal sealed record Student(string EncoderId, StudentOpinion Pool, StudentOpinion Test);

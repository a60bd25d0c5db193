namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>The training that runs now.</summary>
/// <param name="Record">As it was when it began.</param>
/// <param name="Cancelled">Somebody asked for its end.</param>
internal sealed record ActiveTraining(TrainingRecord Record, CancellationToken Cancelled);

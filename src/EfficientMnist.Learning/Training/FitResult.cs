namespace EfficientMnist.Learning.Training;

/// <summary>A finished training.</summary>
/// <param name="ContentHash">SHA-256 of the encoder in lower-case hex, as <see cref="Encoders.TrainedEncoder.ContentHash"/> is.</param>
/// <param name="FinalLoss">Mean loss of the last epoch.</param>
/// <param name="Steps">Optimizer steps in all, those before a resume included.</param>
/// <param name="Seconds">Time of training in all, in seconds, that before a resume included.</param>
/// <param name="ImagesPerSecond">Images of the data set per second over this call.</param>
public sealed record FitResult(string ContentHash, double FinalLoss, int Steps, double Seconds, double ImagesPerSecond);

using EfficientMnist.Contracts.V1;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>How a training has ended.</summary>
[Immutable]
internal sealed record TrainingOutcome(TrainingState State)
{
    public string EncoderId { get; init; } = "";

    public string Error { get; init; } = "";

    public double Seconds { get; init; }

    public double FinalLoss { get; init; }
}

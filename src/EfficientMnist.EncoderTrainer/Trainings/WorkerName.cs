namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>What this process is called among those that train; another name each time it is started. Empty where it is alone.</summary>
internal sealed record WorkerName(string Value)
{
    public static WorkerName Alone { get; } = new("");
}

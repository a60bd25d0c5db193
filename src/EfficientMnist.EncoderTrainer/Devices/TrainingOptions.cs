using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.EncoderTrainer.Devices;

/// <summary>Where and how encoders are trained.</summary>
public sealed record TrainingOptions
{
    public const string Section = "Training";

    /// <summary>auto (CUDA where there is a GPU), cpu or cuda.</summary>
    [RegularExpression("auto|cpu|cuda", ErrorMessage = "Training:Device must be auto, cpu or cuda.")]
    public string Device { get; init; } = "auto";

    /// <summary>auto (bfloat16 only where a short measurement shows it faster), float32 or bfloat16.</summary>
    [RegularExpression("auto|float32|bfloat16", ErrorMessage = "Training:Precision must be auto, float32 or bfloat16.")]
    public string Precision { get; init; } = "auto";

    /// <summary>CPU threads; 0 for all cores.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Trainings that may wait; one more is refused.</summary>
    [Range(1, 10_000)]
    public int QueueLength { get; init; } = 100;

    /// <summary>Optimizer steps between checkpoints: how much work a crash may cost.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEverySteps { get; init; } = 200;
}

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

    /// <summary>
    /// A training that is shown at most so many images in all, each as often as it is shown, is short: it takes turns with a long
    /// one instead of waiting for its end.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long ShortImages { get; init; } = 100_000;

    /// <summary>How many trainings and encodings compute at the same moment, each on all threads; the others await their turn.</summary>
    [Range(1, 64)]
    public int Slots { get; init; } = 1;

    /// <summary>How much a long training gives way to other programs of this machine: its threads' niceness, on Linux.</summary>
    [Range(0, 19)]
    public int Niceness { get; init; } = 5;

    /// <summary>Optimizer steps between checkpoints: how much work a crash may cost.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEverySteps { get; init; } = 200;
}

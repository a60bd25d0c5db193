using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.EncoderTrainer.TensorBoard;

/// <summary>What trainings write for TensorBoard.</summary>
public sealed record TensorBoardOptions
{
    public const string Section = "TensorBoard";

    /// <summary>Whether trainings write event files, each in its folder of <c>tensorboard</c> in the state folder.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Images of the pool that are shown beside what the encoder makes of them, after each epoch that is kept.</summary>
    [Range(1, 256)]
    public int Images { get; init; } = 16;

    /// <summary>Images of the pool whose latents the projector shows, once the training is completed; 0 for none.</summary>
    [Range(0, 20_000)]
    public int Points { get; init; } = 2_000;
}

using EfficientMnist.Learning.Devices;

namespace EfficientMnist.Learning.Training;

/// <summary>Where and how to train; what to train is the recipe's affair.</summary>
public sealed record FitOptions
{
    /// <summary>Seed of the initial weights, the order of the images and the augmentation.</summary>
    public long Seed { get; init; } = 1;

    public required ComputeDevice Device { get; init; }

    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>
    /// Folder for <c>latest</c> and <c>best</c> (safetensors with a json file beside); null keeps no checkpoints.
    /// A training whose <c>latest</c> lies there goes on from it.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Optimizer steps between checkpoints; there is one at the end of each epoch besides.</summary>
    public int CheckpointEverySteps { get; init; } = 200;

    /// <summary>Optimizer steps between reports. Only then is the loss read from the device.</summary>
    public int ReportEverySteps { get; init; } = 10;

    /// <summary>
    /// Called before each step, or each part of what is computed in closed form: returns when it is this training's turn, at once
    /// where the token is cancelled. The time spent in it does not count as time of training. Null where nobody else computes.
    /// </summary>
    public Action<CancellationToken>? AwaitTurn { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public FitOptions Validated()
    {
        if (CheckpointEverySteps < 1)
            throw new ArgumentException($"checkpoint_every_steps must be at least 1, not {CheckpointEverySteps}.");
        if (ReportEverySteps < 1)
            throw new ArgumentException($"report_every_steps must be at least 1, not {ReportEverySteps}.");
        return this;
    }
}

namespace EfficientMnist.Learning.Training;

/// <summary>How long and how fast a recipe trains.</summary>
/// <param name="Epochs">Passes over the images, or over <see cref="MostImagesOfAnEpoch"/> of them.</param>
/// <param name="BatchSize">Images of the data set per optimizer step.</param>
/// <param name="LearningRate">Peak of the schedule.</param>
/// <param name="WeightDecay">Decay of the weight matrices; biases and norms have none.</param>
/// <param name="WarmupSteps">Steps over which the learning rate rises from zero.</param>
public sealed record TrainingPlan(int Epochs, int BatchSize, double LearningRate, double WeightDecay, int WarmupSteps)
{
    /// <summary>An epoch of a larger pool shows so many of its images, others each time, so that it ends, is measured and is kept as often as that of a usual pool.</summary>
    public const int MostImagesOfAnEpoch = 60_000;

    /// <summary>Images that a training on a pool of so many is shown in all, each as often as it is shown.</summary>
    public long ImagesShown(int pool) => Epochs * (StepsPerEpoch > 0 ? (long)StepsPerEpoch * Math.Min(BatchSize, pool) : Math.Min(pool, MostImagesOfAnEpoch));

    /// <summary>Optimizer steps of an epoch, where it is no pass over the images; 0: as many as there are whole batches in it.</summary>
    public int StepsPerEpoch { get; init; }

    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>
    /// ρ of sharpness-aware minimisation (SAM, arXiv 2010.01412) around the optimizer: how far the weights are moved uphill
    /// before the gradient is taken; 0 for none.
    /// </summary>
    public double Sharpness { get; init; }

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>.</summary>
    public double Momentum { get; init; } = 0.9;

    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>
    /// Decay of the exponential moving average of the weights, which is then what is kept; 0 keeps the weights themselves.
    /// </summary>
    public double Ema { get; init; }

    /// <summary>
    /// Share of the images that is held back to measure the loss on, without labels, at the end of each epoch; 0 for none.
    /// </summary>
    public double Validation { get; init; }

    /// <summary>The training ends when the loss of the images held back has not fallen for so many epochs; 0 for never.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>
    /// The last epoch is kept, whatever its loss. Else it is the epoch of the smallest loss, for losses that say how good
    /// an encoder is: that of the images held back, where there are any.
    /// </summary>
    public bool KeepsLast { get; init; }

    /// <summary>A training that was interrupted goes on from the end of its best epoch, not from where it was.</summary>
    public bool ResumesBest { get; init; }
}

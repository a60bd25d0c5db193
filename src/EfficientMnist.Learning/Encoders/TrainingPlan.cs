namespace EfficientMnist.Learning.Encoders;

/// <summary>How long and how fast a recipe trains.</summary>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="BatchSize">Images of the data set per optimizer step.</param>
/// <param name="LearningRate">Peak of the cosine schedule.</param>
/// <param name="WeightDecay">Decay of the weight matrices; biases and norms have none.</param>
/// <param name="WarmupSteps">Steps over which the learning rate rises from zero.</param>
public sealed record TrainingPlan(int Epochs, int BatchSize, double LearningRate, double WeightDecay, int WarmupSteps)
{
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>
    /// Decay of the exponential moving average of the weights, which is then what is kept; 0 keeps the weights themselves.
    /// </summary>
    public double Ema { get; init; }

    /// <summary>
    /// The last epoch is kept, whatever its loss. Else it is the epoch of the smallest loss, for losses that say how good
    /// an encoder is.
    /// </summary>
    public bool KeepsLast { get; init; }
}

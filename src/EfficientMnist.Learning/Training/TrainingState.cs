namespace EfficientMnist.Learning.Training;

/// <summary>How far a training has come: what a checkpoint holds beside weights and moments.</summary>
internal sealed record TrainingState
{
    /// <summary>Optimizer steps done.</summary>
    public int Step { get; init; }

    /// <summary>Sum of the losses of the current epoch's steps so far.</summary>
    public double EpochLoss { get; init; }

    /// <summary>Mean loss of the last whole epoch.</summary>
    public double LastLoss { get; init; } = double.NaN;

    /// <summary>Smallest mean loss of an epoch so far; that epoch's weights are <c>best</c>, unless the plan keeps the last.</summary>
    public double BestLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Time spent training so far.</summary>
    public double Seconds { get; init; }
}

using System.Collections.ObjectModel;

namespace EfficientMnist.Learning.Training;

/// <summary>How far a training has come: what a checkpoint holds beside weights and moments.</summary>
internal sealed record TrainingState
{
    /// <summary>Of a training that has not begun.</summary>
    public static TrainingState None { get; } = new();

    /// <summary>Optimizer steps done.</summary>
    public int Step { get; init; }

    /// <summary>Sum of the losses of the current epoch's steps so far.</summary>
    public double EpochLoss { get; init; }

    /// <summary>Sums of the metrics of the current epoch's steps so far.</summary>
    public IReadOnlyDictionary<string, double> EpochMetrics { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Mean loss of the last whole epoch.</summary>
    public double LastLoss { get; init; } = double.NaN;

    /// <summary>
    /// Smallest loss of an epoch so far, of the images held back if there are any, else its mean loss; that epoch's weights
    /// are <c>best</c>, unless the plan keeps the last.
    /// </summary>
    public double BestLoss { get; init; } = double.PositiveInfinity;

    /// <summary>Epochs that have ended since then.</summary>
    public int EpochsSinceBest { get; init; }

    /// <summary>It ended before its time, because its loss did not fall any more.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Time spent training so far.</summary>
    public double Seconds { get; init; }

    /// <summary>The epochs that have ended.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The loss from the first step on.</summary>
    public LossCurve Curve { get; init; } = LossCurve.Empty;

    /// <summary>With the losses of the current epoch's last steps.</summary>
    public TrainingState Plus(LossSums steps)
    {
        if (steps.Steps == 0)
            return this;
        var sums = new LossSums { Loss = EpochLoss, Metrics = EpochMetrics }.Plus(steps);
        return this with { EpochLoss = sums.Loss, EpochMetrics = sums.Metrics, Curve = Curve.Plus(Step, steps.Loss / steps.Steps) };
    }

    public bool IsOver(int totalSteps) => IsStopped || Step >= totalSteps;
}

namespace EfficientMnist.Learning.Training;

/// <summary>The course of the learning rate over a training.</summary>
public sealed record LearningRateSchedule
{
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Of <see cref="ScheduleKind.Milestones"/>: shares of the training, ascending, at which the learning rate falls.</summary>
    public IReadOnlyList<double> Milestones { get; init; } = [0.5, 0.75];

    /// <summary>Of <see cref="ScheduleKind.Milestones"/>: what the learning rate is multiplied by at each.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <param name="peak">The learning rate at the end of the warm-up.</param>
    /// <param name="warmupSteps">Steps over which it rises linearly from zero; no more than a tenth of the training.</param>
    /// <param name="step">Steps done, from 0.</param>
    /// <param name="totalSteps">Steps of the whole training.</param>
    public double Rate(double peak, int warmupSteps, int step, int totalSteps)
    {
        var warmup = Math.Min(warmupSteps, totalSteps / 10);
        if (step < warmup)
            return peak * (step + 1) / warmup;
        return Kind switch
        {
            ScheduleKind.Cosine => peak * (1 + Math.Cos(Math.PI * (step - warmup) / (totalSteps - warmup))) / 2,
            ScheduleKind.Constant => peak,
            ScheduleKind.Milestones => peak * Math.Pow(Gamma, Milestones.Count(share => step >= Math.Round(share * totalSteps))),
            _ => throw new ArgumentException($"There is no schedule {Kind}."),
        };
    }

    public bool Equals(LearningRateSchedule? other) =>
        other is not null && (Kind, Gamma) == (other.Kind, other.Gamma) && Milestones.SequenceEqual(other.Milestones);

    public override int GetHashCode() => HashCode.Combine(Kind, Gamma, Milestones.Count);
}

namespace EfficientMnist.Learning.Students;

/// <summary>How a teacher's scores become what a student learns.</summary>
public sealed record SoftTargetOptions
{
    /// <summary>Targets are softmax(scores / temperature): 0.001 to 100.</summary>
    public double Temperature { get; init; } = 0.12;

    /// <summary>
    /// Share of each class in the pool, to which the targets' means are brought; null leaves them as they are. Positive and
    /// summing to 1. To be used only where the shares are known without looking at hidden labels.
    /// </summary>
    public IReadOnlyList<double>? Prior { get; init; }

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public SoftTargetOptions Validated(int classes)
    {
        if (!(Temperature is >= 0.001 and <= 100))
            throw new ArgumentException($"temperature must be a number from 0.001 to 100, not {Temperature}.");
        if (Prior is not null && (Prior.Count != classes || !Prior.All(p => p > 0) || Math.Abs(Prior.Sum() - 1) > 1e-6))
            throw new ArgumentException($"prior must be {classes} positive numbers that sum to 1, not {string.Join(", ", Prior)}.");
        return this;
    }
}

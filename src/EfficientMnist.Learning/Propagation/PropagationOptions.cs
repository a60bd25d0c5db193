namespace EfficientMnist.Learning.Propagation;

/// <summary>Options of <see cref="LabelPropagation"/>.</summary>
public sealed record PropagationOptions
{
    /// <summary>α, how much an image believes its neighbours rather than the classifier: 0 (not at all) to 0.99.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>Times that beliefs are passed on, 1 to 1,000; at α = 0.5 ten reach the limit to three digits.</summary>
    public int Iterations { get; init; } = 10;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public PropagationOptions Validated()
    {
        if (Alpha is not (>= 0 and <= 0.99))
            throw new ArgumentException($"alpha must be 0 to 0.99, not {Alpha}.");
        if (Iterations is < 1 or > 1_000)
            throw new ArgumentException($"iterations must be 1 to 1000, not {Iterations}.");
        return this;
    }
}

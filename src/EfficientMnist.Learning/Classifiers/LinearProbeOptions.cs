namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="LinearProbe"/>.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>Weight of ½‖W‖² beside the mean cross-entropy, on standardised features: 0 to 100.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Most steps of the solver: 1 to 10000.</summary>
    public int Iterations { get; init; } = 200;
}

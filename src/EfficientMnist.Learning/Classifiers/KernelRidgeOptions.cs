namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="KernelRidge"/>.</summary>
public sealed record KernelRidgeOptions
{
    /// <summary>Width of the kernel exp(−γ·d²) on features of unit mean square norm: 0.001 to 100.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>What is added to the kernel's diagonal: 1e-6 to 100.</summary>
    public double Ridge { get; init; } = 0.05;

    /// <summary>Probabilities are softmax(scores / temperature): 0.001 to 100.</summary>
    public double Temperature { get; init; } = 0.12;
}

using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="LinearProbe"/>.</summary>
public sealed record LinearProbeOptions
{
    public double WeightDecay { get; init; } = 0.01;

    public int Iterations { get; init; } = 300;

    public static OptionTable<LinearProbeOptions> Table { get; } = new OptionTable<LinearProbeOptions>($"classifier {LinearProbe.Name}", new())
        .Number("weight_decay", o => o.WeightDecay, 0, 100, "Weight of ½‖W‖² beside the mean cross-entropy, on standardised features.")
        .Whole("iterations", o => o.Iterations, 1, 10_000, "Steps of the solver.");
}

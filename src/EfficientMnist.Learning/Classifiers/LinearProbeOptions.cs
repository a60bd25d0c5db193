using System.Globalization;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="LinearProbe"/>.</summary>
public sealed record LinearProbeOptions
{
    /// <summary>Weight of ½‖W‖² beside the mean cross-entropy, on standardised features: 0 to 100.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Steps of the solver: 1 to 10000.</summary>
    public int Iterations { get; init; } = 300;

    internal static LinearProbeOptions Read(OptionReader reader)
    {
        var standard = new LinearProbeOptions();
        return new LinearProbeOptions
        {
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 100),
            Iterations = reader.Integer("iterations", standard.Iterations, 1, 10_000),
        };
    }

    internal Dictionary<string, string> ToOverrides() => new(StringComparer.Ordinal)
    {
        ["weight_decay"] = WeightDecay.ToString("R", CultureInfo.InvariantCulture),
        ["iterations"] = Iterations.ToString(CultureInfo.InvariantCulture),
    };
}

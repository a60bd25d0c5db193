using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>The classifiers by name.</summary>
public static class ClassifierCatalog
{
    public static IReadOnlyList<string> Kinds { get; } = ["kernel_ridge", "linear_probe"];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="overrides">Deviations from the kind's defaults, such as gamma=0.3.</param>
    /// <exception cref="ArgumentException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IClassifier Create(string kind, IReadOnlyDictionary<string, string> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return kind switch
        {
            "kernel_ridge" => new KernelRidge(Ridge(new OptionReader("classifier kernel_ridge", overrides))),
            "linear_probe" => new LinearProbe(Probe(new OptionReader("classifier linear_probe", overrides))),
            _ => throw new ArgumentException($"There is no classifier '{kind}'; choose one of {string.Join(", ", Kinds)}."),
        };
    }

    private static KernelRidgeOptions Ridge(OptionReader reader)
    {
        var standard = new KernelRidgeOptions();
        var options = new KernelRidgeOptions
        {
            Gamma = reader.Number("gamma", standard.Gamma, 0.001, 100),
            Ridge = reader.Number("ridge", standard.Ridge, 1e-6, 100),
            Temperature = reader.Number("temperature", standard.Temperature, 0.001, 100),
        };
        reader.Resolved();
        return options;
    }

    private static LinearProbeOptions Probe(OptionReader reader)
    {
        var standard = new LinearProbeOptions();
        var options = new LinearProbeOptions
        {
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 100),
            Iterations = reader.Integer("iterations", standard.Iterations, 1, 10_000),
        };
        reader.Resolved();
        return options;
    }
}

namespace EfficientMnist.Learning.Classifiers;

/// <summary>The classifiers by name.</summary>
public static class ClassifierCatalog
{
    private static readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, IClassifier>> Classifiers = new(StringComparer.Ordinal)
    {
        [KernelRidge.Name] = overrides => new KernelRidge(overrides),
        [LinearProbe.Name] = overrides => new LinearProbe(overrides),
        [MultilayerPerceptron.Name] = overrides => new MultilayerPerceptron(overrides),
        [NearestNeighbours.Name] = overrides => new NearestNeighbours(overrides),
    };

    public static IReadOnlyList<string> Kinds { get; } = [.. Classifiers.Keys];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="overrides">Deviations from the kind's defaults, such as gamma=0.3.</param>
    /// <exception cref="ArgumentException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IClassifier Create(string kind, IReadOnlyDictionary<string, string> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        return Classifiers.TryGetValue(kind, out var create)
            ? create(overrides)
            : throw new ArgumentException($"There is no classifier '{kind}'; choose one of {string.Join(", ", Kinds)}.");
    }
}

using EfficientMnist.Core.Options;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>The classifiers by name.</summary>
public static class ClassifierCatalog
{
    private static readonly Dictionary<string, Entry> Classifiers = new(StringComparer.Ordinal)
    {
        [KernelRidge.Name] = Of(KernelRidgeOptions.Table, options => new KernelRidge(options)),
        [LinearProbe.Name] = Of(LinearProbeOptions.Table, options => new LinearProbe(options)),
        [MultilayerPerceptron.Name] = Of(MultilayerPerceptronOptions.Table, options => new MultilayerPerceptron(options)),
        [NearestNeighbours.Name] = Of(NearestNeighboursOptions.Table, options => new NearestNeighbours(options)),
    };

    public static IReadOnlyList<string> Kinds { get; } = [.. Classifiers.Keys];

    /// <summary>The options of a kind with their defaults.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <exception cref="RefusalException">There is no such kind.</exception>
    public static OptionSet Options(string kind) => Find(kind).Defaults;

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="options">Those of the kind.</param>
    /// <exception cref="RefusalException">There is no such kind.</exception>
    public static IClassifier Create(string kind, OptionSet options) => Find(kind).Create(options);

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="deviations">Deviations from the kind's defaults, such as gamma=0.3.</param>
    /// <exception cref="RefusalException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public static IClassifier Create(string kind, IReadOnlyDictionary<string, string> deviations) => Create(kind, Options(kind).Bind(deviations));

    private static Entry Find(string kind) => Classifiers.TryGetValue(kind, out var entry)
        ? entry
        : throw Refusal.InvalidField("kind", $"There is no classifier '{Refusal.Quote(kind)}'; choose one of {string.Join(", ", Kinds)}.");

    private static Entry Of<T>(OptionTable<T> table, Func<T, IClassifier> create)
        where T : class => new(new OptionSet<T>(table, table.Defaults), options => create(options.As<T>()));

    private sealed record Entry(OptionSet Defaults, Func<OptionSet, IClassifier> Create);
}

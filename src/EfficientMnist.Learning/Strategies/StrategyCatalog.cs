using EfficientMnist.Core.Refusals;
namespace EfficientMnist.Learning.Strategies;

/// <summary>The query strategies by name.</summary>
public static class StrategyCatalog
{
    /// <summary>The strategy that all others are compared with.</summary>
    public const string Random = "random";

    /// <summary>The strategy that asks a committee.</summary>
    public const string Bald = "bald";

    /// <summary>The strategy that reduces the variance of what is in doubt.</summary>
    public const string VOptimal = "v_optimal";

    private static readonly IQueryStrategy[] Strategies =
    [
        new RandomStrategy(), new LeastConfidentStrategy(), new MarginStrategy(), new EntropyStrategy(), new BaldStrategy(), new VOptimalStrategy(),
        new CoreSetStrategy(), new BadgeStrategy(), new TypiClustStrategy(), new ProbCoverStrategy(), new KMeansStrategy(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Strategies.Select(s => s.Name)];

    /// <summary>Those that can choose the first labels, before there is a model.</summary>
    public static IReadOnlyList<string> ColdStartNames { get; } = [.. Strategies.Where(s => !s.NeedsModel).Select(s => s.Name)];

    /// <exception cref="RefusalException">There is no strategy of this name.</exception>
    public static IQueryStrategy Create(string name) =>
        Array.Find(Strategies, s => s.Name == name)
        ?? throw Refusal.Invalid($"There is no strategy '{Refusal.Quote(name)}'; choose one of {string.Join(", ", Names)}.");

    /// <exception cref="RefusalException">There is no strategy of this name, or it needs a model.</exception>
    public static IQueryStrategy CreateForColdStart(string name) =>
        Array.Find(Strategies, s => s.Name == name && !s.NeedsModel)
        ?? throw Refusal.Invalid($"There is no cold start '{Refusal.Quote(name)}'; choose one of {string.Join(", ", ColdStartNames)}.");
}

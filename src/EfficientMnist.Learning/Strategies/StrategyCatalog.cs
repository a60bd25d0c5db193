namespace EfficientMnist.Learning.Strategies;

/// <summary>The query strategies by name.</summary>
public static class StrategyCatalog
{
    private static readonly IQueryStrategy[] Strategies = [new RandomStrategy(), new MarginStrategy()];

    public static IReadOnlyList<string> Names { get; } = [.. Strategies.Select(s => s.Name)];

    /// <exception cref="ArgumentException">There is no strategy of this name.</exception>
    public static IQueryStrategy Create(string name) =>
        Array.Find(Strategies, s => s.Name == name)
        ?? throw new ArgumentException($"There is no strategy '{name}'; choose one of {string.Join(", ", Names)}.");
}

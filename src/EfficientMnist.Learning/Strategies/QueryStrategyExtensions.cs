namespace EfficientMnist.Learning.Strategies;

/// <summary>A shorter way to ask a strategy.</summary>
public static class QueryStrategyExtensions
{
    /// <summary>The picks alone.</summary>
    /// <inheritdoc cref="IQueryStrategy.Select"/>
    public static IReadOnlyList<Pick> Select(this IQueryStrategy strategy, QueryContext context, int count)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return strategy.Select(context, count, withUtilities: false).Picks;
    }
}

namespace EfficientMnist.Learning.Strategies;

/// <summary>Decides which labels to buy next: from what the model believes to indices and scores.</summary>
public interface IQueryStrategy
{
    /// <summary>The name users give it, such as <c>margin</c>.</summary>
    string Name { get; }

    /// <summary>Up to <paramref name="count"/> different unlabelled images, best first; fewer only if fewer are left.</summary>
    IReadOnlyList<Pick> Select(QueryContext context, int count);
}

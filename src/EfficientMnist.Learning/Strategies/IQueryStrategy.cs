namespace EfficientMnist.Learning.Strategies;

/// <summary>Decides which labels to buy next: a function from the pool and what the model believes to indices and scores.</summary>
public interface IQueryStrategy
{
    /// <summary>The name users give it, such as <c>margin</c>.</summary>
    string Name { get; }

    /// <summary>Whether it needs a classifier's beliefs; one that does not can choose the very first labels.</summary>
    bool NeedsModel { get; }

    /// <summary>Up to <paramref name="count"/> different unlabelled images, best first; fewer only if fewer are left.</summary>
    /// <exception cref="InvalidOperationException">It needs a model, and the context has none.</exception>
    IReadOnlyList<Pick> Select(QueryContext context, int count);

    /// <summary>In words for people, why an image of this score was picked.</summary>
    string Explain(double score);
}

namespace EfficientMnist.Learning.Strategies;

/// <summary>Decides which labels to buy next: a function from the pool and what the model believes to indices and scores.</summary>
public interface IQueryStrategy
{
    /// <summary>The name users give it, such as <c>margin</c>.</summary>
    string Name { get; }

    /// <summary>Whether it needs a classifier's beliefs; one that does not can choose the very first labels.</summary>
    bool NeedsModel { get; }

    /// <summary>Whether it can tell how much it wants each image; one that leaves the choice to chance cannot.</summary>
    bool HasUtilities => true;

    /// <summary>Labels of a batch, where it does best with batches of a certain size and nobody says otherwise; null where the budget decides.</summary>
    int? BatchSize => null;

    /// <summary>Up to <paramref name="count"/> different unlabelled images, best first; fewer only if fewer are left.</summary>
    /// <param name="context">What it may look at.</param>
    /// <param name="count">How many labels are to be bought.</param>
    /// <param name="withUtilities">Whether to state the utilities of all candidates besides; the picks are the same either way.</param>
    /// <exception cref="InvalidOperationException">It needs a model, and the context has none.</exception>
    Selection Select(QueryContext context, int count, bool withUtilities);

    /// <summary>In words for people, why an image of this score was picked.</summary>
    string Explain(double score);
}

namespace EfficientMnist.Learning.Strategies;

/// <summary>Uniform sampling: the baseline every other strategy is shown against. Score: always 0.</summary>
public sealed class RandomStrategy : IQueryStrategy
{
    public string Name => "random";

    public bool NeedsModel => false;

    public IReadOnlyList<Pick> Select(QueryContext context, int count)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.Draw(count).Select(id => new Pick(id, 0))];
    }

    public string Explain(double score) => "drawn at random";
}

namespace EfficientMnist.Learning.Strategies;

/// <summary>Uniform sampling: the baseline every other strategy is shown against. Score: always 0; no image has a utility.</summary>
public sealed class RandomStrategy : IQueryStrategy
{
    public string Name => "random";

    public bool NeedsModel => false;

    public bool HasUtilities => false;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new Selection([.. context.Draw(count).Select(id => new Pick(id, 0))], Utilities: null);
    }

    public string Explain(double score) => "drawn at random";
}

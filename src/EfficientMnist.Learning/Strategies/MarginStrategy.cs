using System.Globalization;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images between whose two likeliest classes the model can tell least (Scheffer et al., 2001), among a
/// random subset of the pool. Score: 1 − (p₁ − p₂), so that 1 is a tie.
/// </summary>
public sealed class MarginStrategy : IQueryStrategy
{
    public string Name => "margin";

    public bool NeedsModel => true;

    public Selection Select(QueryContext context, int count, bool withUtilities) => TopScores.ByBelief(context, count, withUtilities, p => 1 - Uncertainty.Margin(p));

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"the two likeliest classes are {100 * (1 - score):F1} points apart");
}

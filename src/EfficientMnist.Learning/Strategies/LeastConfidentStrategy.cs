using System.Globalization;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images of whose likeliest class the model is least sure (Lewis and Gale, 1994), among a random subset of the
/// pool. Score: 1 − p₁, from 0 (certain) to 1 − 1/classes.
/// </summary>
public sealed class LeastConfidentStrategy : IQueryStrategy
{
    public string Name => "least_confident";

    public bool NeedsModel => true;

    public Selection Select(QueryContext context, int count, bool withUtilities) => TopScores.ByBelief(context, count, withUtilities, p => 1 - Uncertainty.Largest(p));

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"the likeliest class has {100 * (1 - score):F1} %");
}

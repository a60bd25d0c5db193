using System.Globalization;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images whose class distribution is the most spread out (Shannon entropy; Settles, 2009), among a random subset
/// of the pool. Score: −Σ p·ln p in nats, from 0 (certain) to ln classes.
/// </summary>
public sealed class EntropyStrategy : IQueryStrategy
{
    public string Name => "entropy";

    public bool NeedsModel => true;

    public Selection Select(QueryContext context, int count, bool withUtilities) => TopScores.ByBelief(context, count, withUtilities, Uncertainty.Entropy);

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"its classes have an entropy of {score:F3} nats");
}

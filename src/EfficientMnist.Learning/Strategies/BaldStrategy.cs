using System.Globalization;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images on which a committee disagrees (BALD, Houlsby et al., 2011, arXiv 1112.5745), among a random subset of the
/// pool. Score: the mutual information between prediction and member, H(mean p) − mean H(p), in nats: 0 where the members
/// agree, however unsure they are together, and highest where each is sure of something else.
/// </summary>
public sealed class BaldStrategy : IQueryStrategy
{
    public string Name => "bald";

    public bool NeedsModel => true;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Candidates(count);
        if (candidates.Count == 0)
            return Selection.Nothing(withUtilities);
        var members = context.BelieveEach(candidates);
        var mean = new float[members[0].Columns];
        return TopScores.Of(candidates, Information, count, withUtilities);

        double Information(int row)
        {
            Array.Clear(mean);
            foreach (var member in members)
            {
                for (var c = 0; c < mean.Length; c++)
                    mean[c] += member[row, c] / members.Count;
            }
            // Never below 0 but for rounding.
            return Math.Max(0, Uncertainty.Entropy(mean) - members.Average(member => Uncertainty.Entropy(member.Row(row))));
        }
    }

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"the committee disagrees by {score:F3} nats");
}

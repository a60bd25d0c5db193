namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// The images between whose two likeliest classes the model can tell least (Scheffer et al., 2001), among a
/// random subset of the pool. Score: 1 − (p₁ − p₂), so that 1 is a tie.
/// </summary>
public sealed class MarginStrategy : IQueryStrategy
{
    public string Name => "margin";

    public IReadOnlyList<Pick> Select(QueryContext context, int count)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Candidates(count);
        if (candidates.Count == 0)
            return [];
        var probabilities = context.Probabilities(candidates);
        return
        [
            .. candidates
                .Select((id, row) => new Pick(id, 1 - Margin(probabilities.Row(row))))
                // Equal scores in the order of the indices: the same batch on every machine.
                .OrderByDescending(pick => pick.Score).ThenBy(pick => pick.Index)
                .Take(count),
        ];
    }

    private static double Margin(ReadOnlySpan<float> probabilities)
    {
        var (first, second) = (float.NegativeInfinity, float.NegativeInfinity);
        foreach (var p in probabilities)
        {
            if (p > first)
                (first, second) = (p, first);
            else if (p > second)
                second = p;
        }
        return probabilities.Length < 2 ? 1 : first - second;
    }
}

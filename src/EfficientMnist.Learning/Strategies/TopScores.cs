namespace EfficientMnist.Learning.Strategies;

/// <summary>The images of the highest score among the candidates of a batch.</summary>
internal static class TopScores
{
    /// <summary>Scores each candidate by the model's class probabilities.</summary>
    public static Selection ByBelief(QueryContext context, int count, bool withUtilities, Func<ReadOnlySpan<float>, double> score)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Candidates(count);
        if (candidates.Count == 0)
            return Selection.Nothing(withUtilities);
        var probabilities = context.Believe(candidates);
        return Of(candidates, row => score(probabilities.Row(row)), count, withUtilities);
    }

    public static Selection Of(IReadOnlyList<int> candidates, Func<int, double> scoreOfRow, int count, bool withUtilities)
    {
        Pick[] all = [.. candidates.Select((id, row) => new Pick(id, scoreOfRow(row)))];
        // Equal scores in the order of the indices: the same batch on every machine.
        Pick[] best = [.. all.OrderByDescending(pick => pick.Score).ThenBy(pick => pick.Index).Take(count)];
        return new Selection(best, withUtilities ? all : null);
    }
}

namespace EfficientMnist.Search.Trials;

/// <summary>Trials from the best to the worst.</summary>
public static class Ranking
{
    /// <summary>
    /// The completed ones by their value; then the pruned ones, those that came further first and of equally far ones those
    /// with the better last report; then those that failed; then those still running.
    /// </summary>
    public static IReadOnlyList<Trial> BestFirst(IEnumerable<Trial> trials, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(trials);
        var sign = goal == Goal.Maximise ? -1 : 1;
        return
        [
            .. trials.OrderBy(Class)
                .ThenBy(t => t.State == TrialState.Pruned && t.Reports.Count > 0 ? -t.Reports[^1].Share : 0)
                .ThenBy(t => sign * (t.Value ?? (t.Reports.Count > 0 ? t.Reports[^1].Value : 0)))
                .ThenBy(t => t.Number),
        ];
    }

    /// <summary>The best completed trial; null where there is none.</summary>
    public static Trial? Best(IEnumerable<Trial> trials, Goal goal) =>
        BestFirst(trials, goal) is [{ State: TrialState.Completed } best, ..] ? best : null;

    private static int Class(Trial trial) => trial.State switch
    {
        TrialState.Completed => 0,
        TrialState.Pruned => 1,
        TrialState.Failed => 2,
        TrialState.Running => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(trial), trial.State, "There is no such state."),
    };
}

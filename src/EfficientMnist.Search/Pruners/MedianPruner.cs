using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Pruners;

/// <summary>
/// Ends a trial whose best report so far is worse than the median of what the completed trials had reported by the same share
/// (the median rule of Golovin et al., KDD 2017).
/// </summary>
/// <param name="goal">What is better.</param>
/// <param name="least">Completed trials to compare with before anything is ended.</param>
/// <param name="warmup">Share of a trial that is let alone: early reports say little.</param>
public sealed class MedianPruner(Goal goal, int least = 5, double warmup = 0.2) : IPruner
{
    public bool ShouldStop(Trial trial, IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(trials);
        var share = trial.Reports[^1].Share;
        if (share < warmup)
            return false;
        var sign = goal == Goal.Maximise ? -1 : 1;
        double[] others =
        [
            .. trials.Where(t => t.State == TrialState.Completed).Select(t => t.ValueAt(share)).OfType<double>().Select(value => sign * value).Order(),
        ];
        if (others.Length < least)
            return false;
        var median = (others[(others.Length - 1) / 2] + others[others.Length / 2]) / 2;
        return trial.Reports.Min(report => sign * report.Value) > median;
    }
}

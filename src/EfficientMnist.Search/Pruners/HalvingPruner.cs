using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Pruners;

/// <summary>
/// Asynchronous successive halving (Li et al., 2020, arXiv 1810.05934): at shares 1/9 and 1/3 a trial goes on only among the
/// best third of those that came as far; as long as those are fewer than three, only as the best.
/// </summary>
/// <param name="goal">What is better.</param>
public sealed class HalvingPruner(Goal goal) : IPruner
{
    private const int Reduction = 3;

    private static readonly double[] Rungs = [1.0 / (Reduction * Reduction), 1.0 / Reduction];

    public bool ShouldStop(Trial trial, IReadOnlyList<Trial> trials)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(trials);
        var share = trial.Reports[^1].Share;
        var before = trial.Reports.Count > 1 ? trial.Reports[^2].Share : 0;
        // Decided once per rung, by the first report beyond it.
        foreach (var rung in Rungs.Where(rung => before < rung && rung <= share && share < 1))
        {
            var sign = goal == Goal.Maximise ? -1 : 1;
            var own = sign * trial.Reports[^1].Value;
            double[] others = [.. trials.Where(t => t.Number != trial.Number).Select(t => Beyond(t, rung)).OfType<double>().Select(value => sign * value)];
            var kept = Math.Max(1, (others.Length + 1) / Reduction);
            if (others.Count(value => value < own) >= kept)
                return true;
        }
        return false;
    }

    private static double? Beyond(Trial trial, double rung)
    {
        foreach (var report in trial.Reports)
        {
            if (report.Share >= rung)
                return report.Value;
        }
        return null;
    }
}

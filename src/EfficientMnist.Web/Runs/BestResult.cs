using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>The best graded run of a data set.</summary>
/// <param name="Run">The run, whose result is known.</param>
/// <param name="Random">The accuracy of buying at random with as many labels; null where that is not known.</param>
public sealed record BestResult(Run Run, double? Random)
{
    /// <summary>Whether there is a published figure to hold it against: 90 % with 5,000 labels (debiased hard negatives, fine-tuned; docs/results/ancestors.md).</summary>
    public bool Published => RunText.Option(Run, "dataset") == "fashion-mnist";

    /// <summary>One for each data set, in the order of their names.</summary>
    public static IReadOnlyList<BestResult> Of(IReadOnlyList<Run> runs) =>
    [
        .. runs.Where(run => run.Result is not null)
            .GroupBy(run => RunText.Option(run, "dataset"))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.MaxBy(run => run.Result.Accuracy)!)
            .Select(best => new BestResult(best, RandomAt(best, runs))),
    ];

    private static double? RandomAt(Run best, IEnumerable<Run> runs) =>
        RandomBaseline.Of(best, runs.Where(run => run.RunId != best.RunId))?.Points.LastOrDefault(point => point.X == best.BudgetSpent)?.Y;
}

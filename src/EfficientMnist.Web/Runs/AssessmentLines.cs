using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;

namespace EfficientMnist.Web.Runs;

/// <summary>What was told of a run's classifier after each round, as lines.</summary>
internal static class AssessmentLines
{
    public static IEnumerable<ChartSeries> Of(Run run)
    {
        var told = run.Assessments;
        if (told.Count < 2)
            yield break;
        var estimated = told.Where(round => round.Estimate is not null).ToList();
        if (estimated.Count > 1)
        {
            yield return new ChartSeries("estimated accuracy", [.. estimated.Select(round => new ChartPoint(round.Labels, round.Estimate.Accuracy, round.Estimate.Low, round.Estimate.High))]) { Color = 0 };
        }
        yield return new ChartSeries("mean confidence on the pool", [.. told.Select(round => new ChartPoint(round.Labels, round.ExpectedAccuracy))]) { Color = 1 };
        var agreeing = told.Where(round => round.Agreement is not null).ToList();
        if (agreeing.Count > 1)
            yield return new ChartSeries("agreement with the round before (kappa)", [.. agreeing.Select(round => new ChartPoint(round.Labels, round.Agreement!.Value))]) { Color = 2 };
    }
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Tests;

public sealed class RandomBaselineTests
{
    [Fact]
    public void Of_SeveralSeeds_IsTheirMeanWithItsDeviationWhereAllSeedsHaveAValue()
    {
        var baseline = RandomBaseline.Of(Run("margin", 1, labels: 200), [Run("random", 1, 200, (100, 0.5), (200, 0.8)), Run("random", 2, 200, (100, 0.7), (150, 0.7), (200, 0.8))]);

        Assert.Equal("random, mean of 2 seeds ± sd", baseline!.Name);
        Assert.Equal([100, 200], baseline.Points.Select(point => point.X));
        Assert.Equal(0.6, baseline.Points[0].Y, 12);
        Assert.Equal(0.6 + Math.Sqrt(0.02), baseline.Points[0].High!.Value, 12);
        Assert.Equal(0.8, baseline.Points[1].Low!.Value, 12);
    }

    [Fact]
    public void Of_RunsWithOtherSettings_TakesThemOnlyWithoutBetterOnesAndSaysSo()
    {
        var other = Run("random", 1, 200, (100, 0.5));
        other.Options["encoder.epochs"] = "1";
        var same = Run("random", 2, 500, (100, 0.9), (500, 0.95));

        Assert.Equal("random (other settings)", RandomBaseline.Of(Run("margin", 1, 200), [other])!.Name);
        var better = RandomBaseline.Of(Run("margin", 1, 200), [other, same])!;
        Assert.Equal("random", better.Name);
        // No further than the run itself could buy.
        Assert.Equal([(100.0, 0.9)], better.Points.Select(point => (point.X, point.Y)));
    }

    [Fact]
    public void Of_NoGradedRandomRunOfTheDataSet_IsNone()
    {
        var elsewhere = Run("random", 1, 200, (100, 0.5));
        elsewhere.Options["dataset"] = "mnist";

        Assert.Null(RandomBaseline.Of(Run("margin", 1, 200), [elsewhere, Run("random", 1, 200), Run("margin", 2, 200, (100, 0.9))]));
    }

    private static Run Run(string strategy, int seed, int labels, params (int Labels, double Accuracy)[] curve)
    {
        var run = new Run
        {
            BudgetLimit = labels,
            Options = { ["dataset"] = "glyphs", ["strategy"] = strategy, ["seed"] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture), ["encoder.epochs"] = "24" },
        };
        if (curve.Length > 0)
        {
            run.Result = new RunResult();
            run.Result.Curve.AddRange(curve.Select(point => new CurvePoint { Labels = point.Labels, Accuracy = point.Accuracy }));
        }
        return run;
    }
}

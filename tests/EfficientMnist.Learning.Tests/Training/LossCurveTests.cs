using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class LossCurveTests
{
    [Fact]
    public void Curve_OfFewReports_HasThemAll()
    {
        var curve = LossCurve.Empty.Plus(1, 5).Plus(10, 4).Plus(20, 3).Plus(23, 2);

        Assert.Equal([new(1, 5), new(10, 4), new(20, 3), new(23, 2)], curve.Points);
    }

    [Theory]
    [InlineData(1, 5_000)]
    [InlineData(10, 120_000)]
    [InlineData(10, 5_010)]
    public void Curve_OfManyReports_IsThinnedEvenlyAndKeepsTheMean(int every, int steps)
    {
        var curve = LossCurve.Empty;
        for (var step = every; step <= steps; step += every)
            curve = curve.Plus(step, LossAt(step));

        var points = curve.Points;
        Assert.InRange(points.Count, LossCurve.MostPoints / 4, LossCurve.MostPoints);
        Assert.Equal(steps, points[^1].Step);
        Assert.Equal(points.Select(p => p.Step).Order().Distinct(), points.Select(p => p.Step));
        int[] stretches = [.. points.Zip(points.Prepend(new(0, 0)), (point, before) => point.Step - before.Step)];
        // All but the last one, which has not ended, are alike.
        Assert.InRange(stretches[..^1].Max(), 1, 2 * stretches[..^1].Min());
        // The area below the curve is that of the losses: none was dropped.
        var area = points.Zip(stretches, (point, stretch) => point.Loss * stretch).Sum();
        Assert.Equal(Enumerable.Range(1, steps / every).Sum(i => LossAt(i * every) * every), area, 1e-6 * Math.Abs(area));
    }

    private static double LossAt(int step) => 1 + 1000.0 / (step + 100);
}

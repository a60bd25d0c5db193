using EfficientMnist.Search.Pruners;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Tests;

public sealed class PrunerTests
{
    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.71, false)]
    public void Median_EndsWhatIsWorseThanTheMedianAtTheSameShare(double value, bool ends)
    {
        // At half of the way they had 0.5, 0.6, 0.7, 0.8 and 0.9; what came later does not count.
        var others = Enumerable.Range(0, 5).Select(i => Completed(i, (0.5, 0.5 + 0.1 * i), (1, 0.99))).ToList();

        Assert.Equal(ends, new MedianPruner(Goal.Maximise).ShouldStop(Running(9, (0.5, value)), others));
        Assert.Equal(!ends, new MedianPruner(Goal.Minimise).ShouldStop(Running(9, (0.5, value)), others));
    }

    [Fact]
    public void Median_JudgesATrialByItsBestReport()
    {
        var others = Enumerable.Range(0, 5).Select(i => Completed(i, (0.5, 0.7))).ToList();

        Assert.False(new MedianPruner(Goal.Maximise).ShouldStop(Running(9, (0.4, 0.75), (0.5, 0.1)), others));
    }

    [Fact]
    public void Median_LetsEarlyReportsAndFirstTrialsAlone()
    {
        var others = Enumerable.Range(0, 5).Select(i => Completed(i, (0.1, 0.9))).ToList();
        var pruner = new MedianPruner(Goal.Maximise);

        Assert.False(pruner.ShouldStop(Running(9, (0.19, 0.1)), others));
        Assert.True(pruner.ShouldStop(Running(9, (0.2, 0.1)), others));
        Assert.False(pruner.ShouldStop(Running(9, (0.2, 0.1)), others[..4]));
        // Those that ended early are no measure of those that came to their end.
        Assert.False(pruner.ShouldStop(Running(9, (0.2, 0.1)), [.. others.Select(t => t with { State = TrialState.Pruned })]));
    }

    [Theory]
    [InlineData(0.85, false)]
    [InlineData(0.65, false)]
    [InlineData(0.55, true)]
    public void Halving_KeepsTheBestThirdAtARung(double value, bool ends)
    {
        // With this one nine came as far, of which the best three go on: 0.9, 0.8 and the better of it and 0.6.
        var others = Enumerable.Range(1, 8).Select(i => Completed(i, (0.34, 0.1 * (i + 1)))).Where(t => t.Number != 6).Append(Completed(10, (0.4, 0.05))).ToList();

        Assert.Equal(ends, new HalvingPruner(Goal.Maximise).ShouldStop(Running(9, (0.2, 1), (0.35, value)), others));
    }

    [Fact]
    public void Halving_DecidesOnlyWhereARungIsPassed()
    {
        Trial[] better = [Completed(1, (0.15, 0.9), (0.2, 0.9))];
        var pruner = new HalvingPruner(Goal.Maximise);

        Assert.True(pruner.ShouldStop(Running(9, (0.15, 0.1)), better));
        Assert.False(pruner.ShouldStop(Running(9, (0.15, 0.1), (0.2, 0.1)), better));
        Assert.False(pruner.ShouldStop(Running(9, (0.15, 0.95)), better));
    }

    private static Trial Completed(int number, params (double Share, double Value)[] reports) => Running(number, reports) with { State = TrialState.Completed, Value = 1 };

    private static Trial Running(int number, params (double Share, double Value)[] reports) =>
        new() { Number = number, Values = new Dictionary<string, string>(), Reports = [.. reports.Select(r => new TrialReport(r.Share, r.Value))] };
}

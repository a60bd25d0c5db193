using EfficientMnist.Cli.Sweep.Execution;
using EfficientMnist.Cli.Sweep.Grid;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class TimeLeftTests
{
    [Fact]
    public void TimeLeft_BeforeTheFirstRun_IsNotKnown() => Assert.Null(new TimeLeft().For([Point("100")]));

    [Fact]
    public void TimeLeft_TakesRunsOfAsManyLabelsAsMeasureAndElseTheMedianOfAll()
    {
        var left = new TimeLeft();
        left.Add(Point("100"), 720);
        left.Add(Point("100"), 4);
        left.Add(Point("100"), 6);
        left.Add(Point("500"), 20);

        Assert.Equal(6, left.For([Point("100")])!.Value.TotalSeconds);
        Assert.Equal(26, left.For([Point("100"), Point("500")])!.Value.TotalSeconds);
        // The median of 4, 6, 20 and 720.
        Assert.Equal(13, left.For([Point("1000")])!.Value.TotalSeconds);
    }

    private static SweepPoint Point(string labels) => new(new Dictionary<string, string> { ["labels"] = labels, ["seed"] = "1", ["strategy"] = "margin" });
}

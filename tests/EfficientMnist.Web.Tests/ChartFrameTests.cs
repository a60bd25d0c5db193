using EfficientMnist.Web.Charts;

namespace EfficientMnist.Web.Tests;

public sealed class ChartFrameTests
{
    [Fact]
    public void Frame_OverManyMagnitudes_IsLogarithmicWithRoundTicks()
    {
        var frame = Frame([(10, 0.42), (100, 0.78), (1000, 0.89)]);

        Assert.True(frame.IsLog);
        Assert.Equal([10, 20, 50, 100, 200, 500, 1000], frame.XTicks);
        Assert.Equal([0.4, 0.5, 0.6, 0.7, 0.8, 0.9], frame.YTicks.Select(tick => Math.Round(tick, 6)));
        Assert.Equal("44", frame.X(10));
        Assert.Equal("806", frame.X(1000));
        Assert.Equal("425", frame.X(100));
    }

    [Fact]
    public void Frame_OfOnePoint_HasPlaceForIt()
    {
        var frame = Frame([(50, 1)]);

        Assert.Equal("425", frame.X(50));
        Assert.Contains(1.0, frame.YTicks.Select(tick => Math.Round(tick, 6)));
    }

    [Fact]
    public void Frame_OfTwoEpochs_HasNoTickBetweenThem() => Assert.Equal([1, 2], Frame([(1, 0.6), (2, 0.5)]).XTicks);

    [Fact]
    public void Band_OfALineWithBounds_GoesThereAbove_AndBackBelow()
    {
        var series = new ChartSeries("random", [new(10, 0.5, 0.4, 0.6), new(20, 0.5, 0.4, 0.6)]);

        var corners = new ChartFrame(820, 300, [series], share: true).Band(series)!.Split(' ');

        Assert.Equal(4, corners.Length);
        Assert.Equal(corners[0].Split(',')[0], corners[3].Split(',')[0]);
        Assert.Null(new ChartFrame(820, 300, [series], share: true).Band(new ChartSeries("own", [new(10, 0.5)])));
    }

    private static ChartFrame Frame((double X, double Y)[] points) =>
        new(820, 300, [new ChartSeries("own", [.. points.Select(point => new ChartPoint(point.X, point.Y))])], share: true);
}

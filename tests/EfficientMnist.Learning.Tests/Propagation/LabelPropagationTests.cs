using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Learning.Tests.Propagation;

public sealed class LabelPropagationTests
{
    // Image 1 lies between 0 and 2; 0 and 2 know only it.
    private static readonly Links Chain = new(2, [1, 1, 0, 2, 1, 1], [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f]);

    [Fact]
    public void Spread_AlongAChain_ReachesTheFixedPoint()
    {
        var own = new FeatureMatrix([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], 3, 2);
        var spread = new LabelPropagation(new PropagationOptions { Iterations = 60 }).Spread(own, Chain, [0], [0]);

        // q₁ = ¼ + ½·(½·1 + ½·q₂) and q₂ = ¼ + ½·q₁ give q₁ = 9/14 and q₂ = 4/7.
        Assert.Equal(1, spread[0, 0]);
        Assert.Equal(9.0 / 14, spread[1, 0], 5);
        Assert.Equal(4.0 / 7, spread[2, 0], 5);
        Assert.All(Enumerable.Range(0, 3), row => Assert.Equal(1, spread[row, 0] + spread[row, 1], 5));
    }

    [Fact]
    public void Spread_WithAlphaZero_ChangesOnlyTheBought()
    {
        var own = new FeatureMatrix([0.2f, 0.8f, 0.3f, 0.7f, 0.6f, 0.4f], 3, 2);
        var spread = new LabelPropagation(new PropagationOptions { Alpha = 0 }).Spread(own, Chain, [2], [1]);
        Assert.Equal([0.2f, 0.8f, 0.3f, 0.7f, 0, 1], spread.Values.ToArray());
        Assert.Equal(0.6f, own[2, 0]);
    }

    [Fact]
    public void Reach_BlendsAnImageWithItsNeighbours()
    {
        var pool = new FeatureMatrix([1, 0, 0, 1], 2, 2);
        var reached = new LabelPropagation(new PropagationOptions { Alpha = 0.4 })
            .Reach(new FeatureMatrix([0.5f, 0.5f], 1, 2), new Links(2, [0, 1], [0.75f, 0.25f]), pool);
        Assert.Equal(0.6 * 0.5 + 0.4 * 0.75, reached[0, 0], 5);
    }

    [Fact]
    public void Spread_OnTwoHalfMoons_FollowsTheirShape()
    {
        var (points, moons) = HalfMoons(300);
        var links = Neighbourhood.Of(points, new NeighbourhoodOptions { Neighbours = 6 }).Pool;
        var ignorant = new FeatureMatrix([.. Enumerable.Repeat(0.5f, 2 * points.Rows)], points.Rows, 2);

        var spread = new LabelPropagation(new PropagationOptions { Alpha = 0.99, Iterations = 1_000 }).Spread(ignorant, links, [0, 1], [0, 1]);
        Assert.Equal(moons, spread.ArgMax());
    }

    [Fact]
    public void Spread_OfOtherRowsThanLinks_SaysBothNumbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new LabelPropagation(new PropagationOptions()).Spread(new FeatureMatrix(5, 2), Chain, [], []));
        Assert.Contains("5 images", error.Message, StringComparison.Ordinal);
        Assert.Contains("links of 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 10, "0 to 0.99")]
    [InlineData(double.NaN, 10, "0 to 0.99")]
    [InlineData(0.5, 0, "1 to 1000")]
    public void Options_OutOfRange_SayTheRange(double alpha, int iterations, string range) =>
        Assert.Contains(range, Assert.Throws<ArgumentException>(() => new LabelPropagation(new PropagationOptions { Alpha = alpha, Iterations = iterations })).Message, StringComparison.Ordinal);

    [Fact]
    public void Defaults_AreThese() => Assert.Equal(new PropagationOptions { Alpha = 0.5, Iterations = 10 }, new PropagationOptions());

    // Points 0 and 1 lie on different moons, as do all even and odd ones.
    private static (FeatureMatrix Points, int[] Moons) HalfMoons(int count)
    {
        var values = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var angle = Math.PI * (i / 2) / (count / 2 - 1);
            var lower = i % 2;
            values[2 * i] = (float)(lower == 0 ? Math.Cos(angle) : 1 - Math.Cos(angle));
            values[2 * i + 1] = (float)(lower == 0 ? Math.Sin(angle) : 0.4 - Math.Sin(angle));
        }
        return (new FeatureMatrix(values, count, 2), [.. Enumerable.Range(0, count).Select(i => i % 2)]);
    }
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class JointViewsTests
{
    [Fact]
    public void With_AFurtherView_IsAsAllViewsAtOnce()
    {
        FeatureMatrix[] views = [Matrix(5, 3, seed: 1), Matrix(5, 2, seed: 2), Matrix(5, 4, seed: 3)];
        FeatureMatrix[] others = [Matrix(2, 3, seed: 4), Matrix(2, 2, seed: 5), Matrix(2, 4, seed: 6)];
        var atOnce = JointViews.Of(views);

        var oneByOne = JointViews.Of(views[0], views[1]).With(views[2]);

        Assert.Equal(3, oneByOne.Count);
        Assert.Equal(atOnce.Pool.Values.ToArray(), oneByOne.Pool.Values.ToArray());
        Assert.Equal(atOnce.Transform(others).Values.ToArray(), oneByOne.Transform(others).Values.ToArray());
        Assert.Equal(atOnce.Alone(2, [4, 0]).Values.ToArray(), oneByOne.Alone(2, [4, 0]).Values.ToArray());
    }

    private static FeatureMatrix Matrix(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle())], rows, columns);
    }
}

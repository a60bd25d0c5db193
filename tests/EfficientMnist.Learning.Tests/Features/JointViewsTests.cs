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
        Assert.Equal(atOnce.Pool.Slice(0, 5).Values.ToArray(), oneByOne.Pool.Slice(0, 5).Values.ToArray());
        Assert.Equal(atOnce.Transform(others).Values.ToArray(), oneByOne.Transform(others).Values.ToArray());
        Assert.Equal(atOnce.Alone(2, [4, 0]).Values.ToArray(), oneByOne.Alone(2, [4, 0]).Values.ToArray());
    }

    [Fact]
    public void Weighted_Views_HaveTheirMeanSquareNorms()
    {
        var views = JointViews.Weighted([Matrix(50, 4, seed: 1), Matrix(50, 7, seed: 2)], [1.5, 0.5]);

        Assert.Equal(1.5, MeanSquare(views.Pool, ..4), 1e-5);
        Assert.Equal(0.5, MeanSquare(views.Pool, 4..), 1e-5);
        // Alone, each is as large as all together.
        int[] all = [.. Enumerable.Range(0, views.Pool.Rows)];
        Assert.Equal(2, MeanSquare(views.Alone(0, all), ..), 1e-5);
        Assert.Equal(2, MeanSquare(views.Alone(1, all), ..), 1e-5);
    }

    private static double MeanSquare(FeatureRows pool, Range columns)
    {
        var features = pool.Slice(0, pool.Rows);
        var sum = 0.0;
        for (var row = 0; row < features.Rows; row++)
        {
            foreach (var value in features.Row(row)[columns])
                sum += (double)value * value;
        }
        return sum / features.Rows;
    }

    private static FeatureMatrix Matrix(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix([.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle())], rows, columns);
    }
}

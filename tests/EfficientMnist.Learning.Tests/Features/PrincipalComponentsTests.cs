using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class PrincipalComponentsTests
{
    private const int Rows = 30;
    private const int Columns = 200;

    [Fact]
    public void Of_FewerRowsThanDirections_KeepsEveryDistanceOfThePool()
    {
        var pool = Pool();

        var projected = PrincipalComponents.Of(pool, 100).Project(pool);

        Assert.Equal(100, projected.Columns);
        for (var row = 1; row < Rows; row++)
            Assert.Equal(Distance(pool, 0, row), Distance(projected, 0, row), 1e-4);
    }

    [Fact]
    public void Of_FewerRowsThanDirections_IsOrthonormalWhereThePoolVariesAndZeroElsewhere()
    {
        var directions = PrincipalComponents.Of(Pool(), 100).Directions;

        // A centred pool varies in one direction less than it has rows.
        for (var one = 0; one < 100; one++)
        {
            for (var other = 0; other <= one; other++)
                Assert.Equal(one == other && one > 100 - Rows ? 1 : 0, Inner(directions, one, other), 1e-4);
        }
    }

    [Fact]
    public void Of_FewRows_HasTheDirectionsOfTheWholeDecomposition()
    {
        var pool = Pool();

        var few = PrincipalComponents.Of(pool, 8).Project(pool);
        var whole = PrincipalComponents.Of(pool, Columns).Project(pool);

        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < 8; column++)
                Assert.Equal(Math.Abs(whole[row, Columns - 8 + column]), Math.Abs(few[row, column]), 1e-3);
        }
    }

    // Centred, and of a different variance in each column.
    private static FeatureMatrix Pool()
    {
        var random = new Random(5);
        var pool = new FeatureMatrix(Rows, Columns);
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                pool.MutableRow(row)[column] = (random.NextSingle() - 0.5f) / (1 + column % 7);
        }
        return ViewScaling.Of(pool).Apply(pool);
    }

    private static double Distance(FeatureMatrix features, int one, int other) =>
        Math.Sqrt(Enumerable.Range(0, features.Columns).Sum(column => Math.Pow(features[one, column] - features[other, column], 2)));

    private static double Inner(FeatureMatrix directions, int one, int other) =>
        Enumerable.Range(0, directions.Rows).Sum(row => (double)directions[row, one] * directions[row, other]);
}

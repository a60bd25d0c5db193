using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Learning.Tests.Propagation;

public sealed class NeighbourhoodTests
{
    [Fact]
    public void Of_RandomPool_FindsWhatBruteForceFinds()
    {
        var pool = RandomPoints(1_100, 6, seed: 4);
        var links = Neighbourhood.Of(pool, new NeighbourhoodOptions { Neighbours = 7 }).Pool;

        Assert.Equal((1_100, 7), (links.Rows, links.Neighbours));
        for (var row = 0; row < pool.Rows; row += 37)
        {
            var expected = Enumerable.Range(0, pool.Rows).Where(other => other != row)
                .OrderBy(other => Distance(pool.Row(row), pool.Row(other))).Take(7);
            Assert.Equal(expected, links.Ids[(row * 7)..(row * 7 + 7)]);
        }
    }

    [Fact]
    public void Of_PoolOfManyColumns_LooksAtTheFewThatVary()
    {
        var few = RandomPoints(300, 4, seed: 6);
        var many = RandomPoints(300, 200, seed: 7);
        for (var row = 0; row < 300; row++)
        {
            foreach (ref var value in many.MutableRow(row))
                value *= 1e-4f;
            few.Row(row).CopyTo(many.MutableRow(row)[100..]);
        }
        var options = new NeighbourhoodOptions { Neighbours = 5, Dimensions = 4 };

        Assert.Equal(Neighbourhood.Of(few, options).Pool.Ids, Neighbourhood.Of(many, options).Pool.Ids);
    }

    [Fact]
    public void LinksOf_ImagesOfThePool_NameThemFirstWithTheLargestWeight()
    {
        var pool = RandomPoints(200, 5, seed: 1);
        var links = Neighbourhood.Of(pool, new NeighbourhoodOptions { Neighbours = 3 }).LinksOf(pool.Select([17, 150]));

        Assert.Equal([17, 150], [links.Ids[0], links.Ids[3]]);
        Assert.True(links.Weights[0] > links.Weights[1] && links.Weights[1] >= links.Weights[2]);
    }

    [Fact]
    public void Of_AnyPool_WeightsSumToOne()
    {
        var links = Neighbourhood.Of(RandomPoints(90, 4, seed: 2), new NeighbourhoodOptions()).Pool;
        Assert.All(Enumerable.Range(0, 90), row => Assert.Equal(1, links.Weights[(row * 10)..(row * 10 + 10)].Sum(), 4));
    }

    [Fact]
    public void Of_PoolWithFewerImagesThanNeighbours_LinksAllOthers()
    {
        var links = Neighbourhood.Of(RandomPoints(3, 4, seed: 2), new NeighbourhoodOptions()).Pool;
        Assert.Equal(2, links.Neighbours);
        Assert.Equal([1, 2], links.Ids[..2].Order());
    }

    [Fact]
    public void Of_EqualImages_GivesEqualWeights()
    {
        var pool = new FeatureMatrix(new float[30], 10, 3);
        var links = Neighbourhood.Of(pool, new NeighbourhoodOptions { Neighbours = 4 }).Pool;
        Assert.All(links.Weights, weight => Assert.Equal(0.25, weight, 5));
    }

    [Fact]
    public void Of_OneImage_IsRefused() =>
        Assert.Contains("at least 2", Assert.Throws<RefusalException>(() => Neighbourhood.Of(RandomPoints(1, 2, 1), new NeighbourhoodOptions())).Message, StringComparison.Ordinal);

    [Fact]
    public void Of_PoolTooLargeToCompareAll_FindsNearlyAllNeighbours()
    {
        var pool = RandomPoints(6_000, 12, seed: 8);
        var exact = Neighbourhood.Of(pool, new NeighbourhoodOptions()).Pool;

        var found = Neighbourhood.Of(pool, new NeighbourhoodOptions { ExactUpTo = 0 }).Pool;

        var same = Enumerable.Range(0, pool.Rows).Average(row => exact.Ids[(row * 10)..(row * 10 + 10)].Intersect(found.Ids[(row * 10)..(row * 10 + 10)]).Count() / 10.0);
        Assert.InRange(same, 0.9, 1);
        Assert.All(Enumerable.Range(0, pool.Rows), row => Assert.DoesNotContain(row, found.Ids[(row * 10)..(row * 10 + 10)]));
    }

    [Fact]
    public void LinksOf_OthersThanAPoolTooLargeToCompareAll_AreNearlyTheirNearest()
    {
        var (pool, others) = (RandomPoints(6_000, 12, seed: 8), RandomPoints(500, 12, seed: 9));
        var exact = Neighbourhood.Of(pool, new NeighbourhoodOptions()).LinksOf(others);

        var found = Neighbourhood.Of(pool, new NeighbourhoodOptions { ExactUpTo = 0 }).LinksOf(others);

        Assert.Equal((500, 10), (found.Rows, found.Neighbours));
        var same = Enumerable.Range(0, others.Rows).Average(row => exact.Ids[(row * 10)..(row * 10 + 10)].Intersect(found.Ids[(row * 10)..(row * 10 + 10)]).Count() / 10.0);
        Assert.InRange(same, 0.9, 1);
        // Images of the pool, whose nearest are they themselves.
        var own = Neighbourhood.Of(pool, new NeighbourhoodOptions { ExactUpTo = 0 }).LinksOf(pool.Select([17, 150]));
        Assert.Equal([17, 150], [own.Ids[0], own.Ids[10]]);
    }

    [Fact]
    public void Of_PoolTooLargeToCompareAll_LinksImagesFarFromAllToAsManyOthers()
    {
        var pool = RandomPoints(900, 4, seed: 9);
        for (var row = 0; row < 25; row++)
            pool.MutableRow(row)[row % 4] = 1_000 * (row + 1);
        var exact = Neighbourhood.Of(pool, new NeighbourhoodOptions { Neighbours = 40 }).Pool;

        var found = Neighbourhood.Of(pool, new NeighbourhoodOptions { Neighbours = 40, ExactUpTo = 0 }).Pool;

        Assert.All(Enumerable.Range(0, 25), row => Assert.Equal(40, found.Ids[(row * 40)..(row * 40 + 40)].Distinct().Count()));
        Assert.All(found.Weights, weight => Assert.True(float.IsFinite(weight)));
        Assert.Equal(exact.Ids[0..5], found.Ids[0..5]);
    }

    [Fact]
    public void Defaults_AreThese() => Assert.Equal(new NeighbourhoodOptions { Neighbours = 10, Dimensions = 128, ExactUpTo = 100_000 }, new NeighbourhoodOptions());

    private static FeatureMatrix RandomPoints(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new FeatureMatrix([.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5))], rows, columns);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}

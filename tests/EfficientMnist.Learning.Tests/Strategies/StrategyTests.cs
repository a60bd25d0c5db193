using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

public sealed class StrategyTests
{
    [Fact]
    public void Margin_PicksTheTies()
    {
        // Images 10, 20, 30, 40 with margins 0.8, 0.1, 0.4, 0.0.
        float[][] beliefs = [[0.9f, 0.1f, 0], [0.5f, 0.4f, 0.1f], [0.1f, 0.65f, 0.25f], [0.4f, 0.2f, 0.4f]];
        int[] ids = [10, 20, 30, 40];
        var context = Context(ids, asked => new FeatureMatrix([.. asked.SelectMany(id => beliefs[Array.IndexOf(ids, id)])], asked.Count, 3));

        var picks = StrategyCatalog.Create("margin").Select(context, 2);

        Assert.Equal([40, 20], picks.Select(p => p.Index));
        Assert.Equal(1, picks[0].Score, 1e-6);
        Assert.Equal(0.9, picks[1].Score, 1e-6);
    }

    [Fact]
    public void Margin_LooksAtNoMoreThanTheFactorTimesTheBatch()
    {
        var asked = 0;
        var context = Context([.. Enumerable.Range(0, 1000)], ids =>
        {
            asked = ids.Count;
            return new FeatureMatrix(ids.Count, 10);
        }, factor: 20);
        var picks = new MarginStrategy().Select(context, 5);
        Assert.Equal(100, asked);
        Assert.Equal(5, picks.Select(p => p.Index).Distinct().Count());
    }

    [Fact]
    public void Random_OfEqualSeeds_IsEqual()
    {
        static int[] Picks(long seed) => [.. new RandomStrategy().Select(Context([.. Enumerable.Range(0, 500)], _ => new FeatureMatrix(0, 10), seed: seed), 30).Select(p => p.Index)];
        Assert.Equal(Picks(7), Picks(7));
        Assert.NotEqual(Picks(7), Picks(8));
    }

    [Fact]
    public void Random_OverManyDraws_PicksEachImageEquallyOften()
    {
        var counts = new int[10];
        for (var seed = 0; seed < 3000; seed++)
        {
            foreach (var pick in new RandomStrategy().Select(Context([.. Enumerable.Range(0, 10)], _ => new FeatureMatrix(0, 2), seed: seed), 3))
                counts[pick.Index]++;
        }
        // 900 expected of each with a standard deviation of 25: five deviations.
        Assert.All(counts, count => Assert.InRange(count, 775, 1025));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("margin")]
    public void Select_OfMoreThanTheRest_GivesTheRest(string name)
    {
        var picks = StrategyCatalog.Create(name).Select(Context([3, 5], ids => new FeatureMatrix(ids.Count, 4)), 10);
        Assert.Equal([3, 5], picks.Select(p => p.Index).Order());
        Assert.Empty(StrategyCatalog.Create(name).Select(Context([], ids => new FeatureMatrix(ids.Count, 4)), 10));
    }

    [Fact]
    public void Catalog_OfAnUnknownName_ListsTheNames()
    {
        Assert.Equal(["random", "margin"], StrategyCatalog.Names);
        var exception = Assert.Throws<ArgumentException>(() => StrategyCatalog.Create("psychic"));
        Assert.Equal("There is no strategy 'psychic'; choose one of random, margin.", exception.Message);
    }

    [Fact]
    public void Context_PoolFactor_IsTwentyByDefault() => Assert.Equal(20, Context([], _ => new FeatureMatrix(0, 2)).PoolFactor);

    [Fact]
    public void SeededRandom_DependsOnSeedPurposeAndPosition()
    {
        var draws = new[] { (1L, "a", 0L), (2L, "a", 0L), (1L, "b", 0L), (1L, "a", 1L) }
            .Select(k => SeededRandom.Create(k.Item1, k.Item2, k.Item3).Next()).ToArray();
        Assert.Equal(4, draws.Distinct().Count());
        Assert.Equal(draws[0], SeededRandom.Create(1, "a").Next());
    }

    private static QueryContext Context(int[] unlabelled, Func<IReadOnlyList<int>, FeatureMatrix> probabilities, int? factor = null, long seed = 1) => new()
    {
        Unlabelled = unlabelled,
        Probabilities = probabilities,
        Random = SeededRandom.Create(seed, "test"),
        PoolFactor = factor ?? new QueryContext { Unlabelled = [], Probabilities = probabilities, Random = new Random(0) }.PoolFactor,
    };
}

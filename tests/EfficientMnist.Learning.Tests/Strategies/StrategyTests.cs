using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

/// <summary>What holds for every strategy.</summary>
public sealed class StrategyTests
{
    private static readonly string[] Expected =
        ["random", "least_confident", "margin", "entropy", "bald", "v_optimal", "core_set", "badge", "typi_clust", "prob_cover", "kmeans"];

    public static TheoryData<string> Names => [.. StrategyCatalog.Names];

    public static TheoryData<string> ColdStartNames => [.. StrategyCatalog.ColdStartNames];

    [Fact]
    public void Catalog_ListsTheStrategiesAndThoseForAColdStart()
    {
        Assert.Equal(Expected, StrategyCatalog.Names);
        Assert.Equal(["random", "core_set", "typi_clust", "prob_cover", "kmeans"], StrategyCatalog.ColdStartNames);
        var unknown = Assert.Throws<RefusalException>(() => StrategyCatalog.Create("psychic"));
        Assert.Equal($"There is no strategy 'psychic'; choose one of {string.Join(", ", Expected)}.", unknown.Message);
        var needy = Assert.Throws<RefusalException>(() => StrategyCatalog.CreateForColdStart("margin"));
        Assert.Contains("typi_clust", needy.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_OfAnyPool_GivesDifferentUnlabelledImages(string name)
    {
        int[] labelled = [.. Enumerable.Range(0, 30).Select(i => 7 * i)];

        var picks = StrategyCatalog.Create(name).Select(Pools.Noise(300, 5, labelled), 20);

        Assert.Equal(20, picks.Select(p => p.Index).Except(labelled).Count());
        Assert.All(picks, p => Assert.True(double.IsFinite(p.Score) && p.Score >= 0, $"score {p.Score}"));
        Assert.All(picks, p => Assert.NotEmpty(StrategyCatalog.Create(name).Explain(p.Score)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_WithUtilities_GivesThoseOfAllCandidatesAndTheSamePicks(string name)
    {
        var strategy = StrategyCatalog.Create(name);
        int[] labelled = [.. Enumerable.Range(0, 30).Select(i => 7 * i)];

        var selection = strategy.Select(Pools.Noise(300, 5, labelled), 10, withUtilities: true);

        Assert.Equal(strategy.Select(Pools.Noise(300, 5, labelled), 10), selection.Picks);
        Assert.Null(strategy.Select(Pools.Noise(300, 5, labelled), 10, withUtilities: false).Utilities);
        Assert.Equal(name != "random", strategy.HasUtilities);
        if (!strategy.HasUtilities)
        {
            Assert.Null(selection.Utilities);
            return;
        }
        var utilities = selection.Utilities!.ToDictionary(u => u.Index, u => u.Score);
        // PoolFactor · 10 for those that go by beliefs or distances, all that is unlabelled for those that go by density; three times the factor for one of small batches.
        Assert.Equal(name is "typi_clust" or "prob_cover" or "v_optimal" ? 270 : 200, utilities.Count);
        Assert.Equal(utilities.Keys.Order(), utilities.Keys);
        Assert.Empty(utilities.Keys.Intersect(labelled));
        Assert.All(utilities.Values, value => Assert.True(double.IsFinite(value) && value >= 0, $"utility {value}"));
        // Of those picked later the picks before have changed the scores.
        Assert.Equal(selection.Picks[0].Score, utilities[selection.Picks[0].Index]);
        Assert.Empty(selection.Picks.Select(pick => pick.Index).Except(utilities.Keys));
    }

    [Fact]
    public void CoreSet_Utilities_AreTheDistancesToTheNearestLabel()
    {
        var context = Pools.Context(Pools.Circle(0, 60, 90, 180), 2, labelled: [0]);

        var utilities = new CoreSetStrategy().Select(context, 1, withUtilities: true).Utilities!;

        Assert.Equal([1, 2, 3], utilities.Select(u => u.Index));
        // Chords of 60°, 90° and 180° on the unit circle.
        Assert.All(utilities.Zip([1, Math.Sqrt(2), 2]), pair => Assert.Equal(pair.Second, pair.First.Score, 1e-3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_OfNothingWithUtilities_HasNone(string name)
    {
        var strategy = StrategyCatalog.Create(name);

        var selection = strategy.Select(Pools.Noise(3, 2, [0, 1, 2]), 10, withUtilities: true);

        Assert.Empty(selection.Picks);
        Assert.Equal(strategy.HasUtilities ? [] : null, selection.Utilities);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_OfEqualSeeds_IsEqual(string name)
    {
        IReadOnlyList<Pick> Picks(long seed) => StrategyCatalog.Create(name).Select(Pools.Noise(1_000, 4, [3, 500], seed), 12);

        Assert.Equal(Picks(7), Picks(7));
        Assert.NotEqual(Picks(7), Picks(8));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_OfMoreThanTheRest_GivesTheRest(string name)
    {
        var strategy = StrategyCatalog.Create(name);

        Assert.Equal([3, 5], strategy.Select(Pools.Noise(6, 2, [0, 1, 2, 4]), 10).Select(p => p.Index).Order());
        Assert.Empty(strategy.Select(Pools.Noise(3, 2, [0, 1, 2]), 10));
        Assert.Empty(strategy.Select(Pools.Noise(6, 2, [0]), 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Select_OfImagesThatAreAllAlike_GivesDifferentOnes(string name)
    {
        var beliefs = Enumerable.Repeat<float[]>([0.5f, 0.5f], 40).ToArray();
        var context = Pools.Believing(beliefs, Pools.Circle(new float[40]), labelled: [0], seed: 1, beliefs, beliefs);

        var picks = StrategyCatalog.Create(name).Select(context, 39);

        Assert.Equal(Enumerable.Range(1, 39), picks.Select(p => p.Index).Order());
    }

    [Theory]
    [MemberData(nameof(ColdStartNames))]
    public void Select_WithoutAnyLabel_IsPossibleForAColdStart(string name)
    {
        var picks = StrategyCatalog.CreateForColdStart(name).Select(Pools.Context(Pools.Noise(200, 3, []).Latents, 3, []), 10);

        Assert.Equal(10, picks.Select(p => p.Index).Distinct().Count());
        Assert.All(picks, p => Assert.True(double.IsFinite(p.Score)));
    }

    [Fact]
    public void Select_ByBeliefsThatAreNotThere_Throws()
    {
        var context = Pools.Context(Pools.Circle(0, 1), 2, []);

        foreach (var name in StrategyCatalog.Names.Except(StrategyCatalog.ColdStartNames))
            Assert.Throws<InvalidOperationException>(() => StrategyCatalog.Create(name).Select(context, 1));
    }

    [Fact]
    public void Context_PoolFactor_IsTwentyByDefault() => Assert.Equal(20, Pools.Context(Pools.Circle(0), 2, []).PoolFactor);

    [Fact]
    public void SeededRandom_DependsOnSeedPurposeAndPosition()
    {
        var draws = new[] { (1L, "a", 0L), (2L, "a", 0L), (1L, "b", 0L), (1L, "a", 1L) }
            .Select(k => SeededRandom.Create(k.Item1, k.Item2, k.Item3).Next()).ToArray();
        Assert.Equal(4, draws.Distinct().Count());
        Assert.Equal(draws[0], SeededRandom.Create(1, "a").Next());
    }
}

using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

/// <summary>The strategies that score each image by itself.</summary>
public sealed class UncertaintyStrategyTests
{
    // A tie of two classes, three classes in doubt, a lead of 0.4, certainty.
    private static readonly float[][] Beliefs = [[0.5f, 0.5f, 0], [0.4f, 0.3f, 0.3f], [0.25f, 0.65f, 0.1f], [1, 0, 0]];

    [Theory]
    [InlineData("margin", new[] { 0, 1, 2, 3 }, new[] { 1, 0.9, 0.6, 0 })]
    [InlineData("least_confident", new[] { 1, 0, 2, 3 }, new[] { 0.6, 0.5, 0.35, 0 })]
    [InlineData("entropy", new[] { 1, 2, 0, 3 }, new[] { 1.08890, 0.85685, 0.69315, 0 })]
    public void Select_OfKnownBeliefs_RanksThemAsTheFormulaDoes(string name, int[] order, double[] scores)
    {
        var picks = StrategyCatalog.Create(name).Select(Pools.Believing(Beliefs), 4);

        Assert.Equal(order, picks.Select(p => p.Index));
        Assert.All(picks.Zip(scores), pair => Assert.Equal(pair.Second, pair.First.Score, 1e-4));
    }

    [Fact]
    public void Bald_OfMembersThatAgree_IsZeroHoweverUnsureTheyAre()
    {
        var picks = new BaldStrategy().Select(Pools.Believing(Beliefs, committee: [Beliefs, Beliefs, Beliefs]), 4);

        Assert.All(picks, p => Assert.Equal(0, p.Score, 1e-6));
    }

    [Fact]
    public void Bald_OfMembersThatAreSureOfDifferentClasses_IsHighest()
    {
        // Image 0: both unsure alike. 1: sure of different classes. 2: both sure of the same. 3: one sure, one not.
        float[][] one = [[0.5f, 0.5f], [1, 0], [1, 0], [1, 0]];
        float[][] other = [[0.5f, 0.5f], [0, 1], [1, 0], [0.5f, 0.5f]];

        var picks = new BaldStrategy().Select(Pools.Believing(one, committee: [one, other]), 4);

        Assert.Equal([1, 3, 0, 2], picks.Select(p => p.Index));
        Assert.Equal(Math.Log(2), picks[0].Score, 1e-6);
        // H(0.75, 0.25) − ln 2 / 2.
        Assert.Equal(0.56234 - 0.34657, picks[1].Score, 1e-4);
    }

    [Fact]
    public void Margin_LooksAtNoMoreThanTheFactorTimesTheBatch()
    {
        var asked = 0;
        var pool = Pools.Context(new FeatureMatrix(1_000, 2), 10, []);
        var context = new QueryContext
        {
            Unlabelled = pool.Unlabelled,
            Labelled = [],
            Classes = 10,
            Latents = pool.Latents,
            Random = new Random(1),
            Probabilities = ids => new FeatureMatrix(asked = ids.Count, 10),
        };

        var picks = new MarginStrategy().Select(context, 5);

        Assert.Equal(100, asked);
        Assert.Equal(5, picks.Select(p => p.Index).Distinct().Count());
    }

    [Fact]
    public void Random_OverManyDraws_PicksEachImageEquallyOften()
    {
        var counts = new int[10];
        for (var seed = 0; seed < 3000; seed++)
        {
            foreach (var pick in new RandomStrategy().Select(Pools.Context(new FeatureMatrix(10, 2), 2, [], seed), 3))
                counts[pick.Index]++;
        }
        // 900 expected of each with a standard deviation of 25: five deviations.
        Assert.All(counts, count => Assert.InRange(count, 775, 1025));
    }

    [Theory]
    [InlineData("margin", 0.988, "the two likeliest classes are 1.2 points apart")]
    [InlineData("least_confident", 0.6, "the likeliest class has 40.0 %")]
    [InlineData("entropy", 1.0889, "its classes have an entropy of 1.089 nats")]
    [InlineData("bald", 0.25, "the committee disagrees by 0.250 nats")]
    [InlineData("prob_cover", 12, "covers 12 images like it that none covers yet")]
    [InlineData("v_optimal", 0.0123, "weighed by its own doubt, its label takes away 1.230 % of the variance of what is in doubt")]
    [InlineData("random", 0, "drawn at random")]
    public void Explain_OfAScore_SaysWhatItMeans(string name, double score, string expected) =>
        Assert.Equal(expected, StrategyCatalog.Create(name).Explain(score));
}

using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

/// <summary>The strategies that look at how a batch lies in the latent space.</summary>
public sealed class DiversityStrategyTests
{
    // Five images around 0°, nine around 90°, three around 180°, one in the middle of nowhere.
    private static readonly float[] Groups =
    [
        -0.2f, -0.1f, 0, 0.1f, 0.2f, 89.6f, 89.7f, 89.8f, 89.9f, 90, 90.1f, 90.2f, 90.3f, 90.4f, 179.9f, 180, 180.1f, 260,
    ];

    [Fact]
    public void CoreSet_OnAnArc_TakesTheFarthestAgainAndAgain()
    {
        var picks = new CoreSetStrategy().Select(Pools.Context(Pools.Circle(0, 10, 20, 44, 90), 2, labelled: [0]), 4);

        // 90° from the label; then 44° from it; then 20° and 10°.
        Assert.Equal([4, 3, 2, 1], picks.Select(p => p.Index));
        Assert.All(picks.Zip([90, 44, 20, 10]), pair => Assert.Equal(2 * Math.Sin(pair.Second * Math.PI / 360), pair.First.Score, 1e-3));
    }

    [Fact]
    public void CoreSet_WithoutALabel_StartsAnywhereAndSpreadsOut()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var picks = new CoreSetStrategy().Select(Pools.Context(Pools.Circle(Groups), 3, [], seed), 4);
            Assert.Equal(4, picks.Select(p => Group(p.Index)).Distinct().Count());
            Assert.Equal(0, picks[0].Score);
        }
    }

    [Fact]
    public void Badge_OfTwoKindsOfGradients_TakesTheLongestThenOneOfTheOther()
    {
        // Even images: in doubt; odd ones: less so, with a latent at a right angle.
        float[][] beliefs = [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? new[] { 0.5f, 0.4f, 0.1f } : [0.8f, 0.1f, 0.1f])];
        var latents = Pools.Circle([.. Enumerable.Range(0, 10).Select(i => i % 2 * 90f)]);
        for (var seed = 0; seed < 10; seed++)
        {
            var picks = new BadgeStrategy().Select(Pools.Believing(beliefs, latents, seed: seed), 3);

            Assert.Equal(0, picks[0].Index);
            Assert.Equal(1, picks[1].Index % 2);
            // ‖(−0.5, 0.4, 0.1)‖² = 0.42 and ‖(−0.2, 0.1, 0.1)‖² = 0.06; the latents' right angle adds them up.
            Assert.Equal(Math.Sqrt(0.42), picks[0].Score, 1e-5);
            Assert.Equal(Math.Sqrt(0.48), picks[1].Score, 1e-5);
            Assert.Equal(0, picks[2].Score, 1e-3);
        }
    }

    [Fact]
    public void Badge_OfThreeGradients_MeasuresThemAsOuterProducts()
    {
        float[][] beliefs = [[0.6f, 0.4f], [0.3f, 0.7f], [0.45f, 0.55f]];
        float[][] latents = [[1, 2], [2, -1], [0.5f, 0.5f]];
        // (p − one-hot) ⊗ latent, written out.
        double[][] gradients = [[-0.4, -0.8, 0.4, 0.8], [0.6, -0.3, -0.6, 0.3], [0.225, 0.225, -0.225, -0.225]];

        var picks = new BadgeStrategy().Select(Pools.Believing(beliefs, Pools.Rows(latents)), 3);

        Assert.Equal(0, picks[0].Index);
        Assert.Equal(Distance(gradients[picks[1].Index], gradients[0]), picks[1].Score, 1e-5);
        Assert.Equal(Math.Min(Distance(gradients[picks[2].Index], gradients[0]), Distance(gradients[picks[2].Index], gradients[picks[1].Index])), picks[2].Score, 1e-5);
    }

    [Fact]
    public void ProbCover_OnGroups_CoversTheLargestFirst()
    {
        var picks = new ProbCoverStrategy().Select(Pools.Context(Pools.Circle(Groups[..17]), 3, []), 4);

        Assert.Equal([1, 0, 2], picks.Take(3).Select(p => Group(p.Index)));
        Assert.Equal([9, 5, 3, 0], picks.Select(p => p.Score));
    }

    [Fact]
    public void ProbCover_WithALabelInAGroup_LeavesItOut()
    {
        var picks = new ProbCoverStrategy().Select(Pools.Context(Pools.Circle(Groups[..17]), 3, labelled: [9]), 2);

        Assert.Equal([0, 2], picks.Select(p => Group(p.Index)));
        Assert.Equal([5, 3], picks.Select(p => p.Score));
    }

    [Fact]
    public void KMeans_WithoutAModel_TakesTheMiddleOfEachGroupTheLargestFirst()
    {
        var picks = new KMeansStrategy().Select(Pools.Context(Pools.Circle(Groups[..17]), 3, []), 3);

        // 0°, 90° and 180°.
        Assert.Equal([9, 2, 15], picks.Select(p => p.Index));
        Assert.Equal([9, 5, 3], picks.Select(p => p.Score));
    }

    [Fact]
    public void KMeans_WithAModel_WeighsImagesByTheirDoubt()
    {
        // Four images of margin 0.9 and two of margin 0.2.
        float[][] beliefs = [.. Enumerable.Repeat<float[]>([0.95f, 0.05f], 4), .. Enumerable.Repeat<float[]>([0.6f, 0.4f], 2)];

        var picks = new KMeansStrategy().Select(Pools.Believing(beliefs, Pools.Circle(0, 1, 2, 3, 90, 91)), 2);

        Assert.InRange(picks[0].Index, 4, 5);
        Assert.InRange(picks[1].Index, 1, 2);
        Assert.Equal(1.6, picks[0].Score, 1e-5);
        Assert.Equal(0.4, picks[1].Score, 1e-5);
    }

    private static int Group(int index) => index switch { < 5 => 0, < 14 => 1, < 17 => 2, _ => 3 };

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b).Sum(p => (p.First - p.Second) * (p.First - p.Second)));
}

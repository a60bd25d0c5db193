using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

public sealed class TypiClustStrategyTests
{
    private const int Blobs = 4;

    private readonly TypiClustStrategy _strategy = new();

    [Fact]
    public void Select_OnBlobs_TakesTheDenseMiddleOfEach()
    {
        var latents = MakeBlobs(200);

        var picks = _strategy.Select(Pools.Context(latents, Blobs, [], seed: 3), Blobs);

        Assert.Equal(Blobs, picks.Select(p => p.Index % Blobs).Distinct().Count());
        // The first half of the points lies closer to its blob's middle.
        Assert.All(picks, p => Assert.InRange(p.Index, 0, latents.Rows / 2));
        Assert.All(picks, p => Assert.True(p.Score > 0));
    }

    [Fact]
    public void Select_WithALabelInSomeBlobs_TakesTheOthers()
    {
        // Blobs 0 and 2 have one.
        var picks = _strategy.Select(Pools.Context(MakeBlobs(100), Blobs, labelled: [0, 2]), 2);

        Assert.Equal([1, 3], picks.Select(p => p.Index % Blobs).Order());
    }

    [Fact]
    public void Select_OfMoreImagesThanClusters_GoesRoundAgain()
    {
        // 510 labels are more than the 500 clusters that are made at most.
        var picks = _strategy.Select(Pools.Context(MakeBlobs(200), Blobs, labelled: [.. Enumerable.Range(0, 10)]), 510);

        Assert.Equal(510, picks.Select(p => p.Index).Distinct().Count());
    }

    [Fact]
    public void Select_WithOutliers_LeavesThemForLast()
    {
        // Twelve images at 0° and 90° each, one at 180°.
        var latents = Pools.Circle([.. Enumerable.Range(0, 24).Select(i => i % 2 * 90 + i * 0.01f), 180]);

        var picks = _strategy.Select(Pools.Context(latents, 3, []), 3);

        Assert.Equal(24, picks[2].Index);
        Assert.Equal(0, picks[2].Score);
        Assert.Equal("alone in its cluster", _strategy.Explain(0));
    }

    // Point i belongs to blob i % Blobs; later points lie further out.
    private static FeatureMatrix MakeBlobs(int each)
    {
        var random = new Random(9);
        var values = new float[each * Blobs * 3];
        for (var i = 0; i < each * Blobs; i++)
        {
            var angle = i % Blobs * 2 * Math.PI / Blobs;
            var spread = i < each * Blobs / 2 ? 0.05 : 0.5;
            values[3 * i] = (float)(Math.Cos(angle) + spread * (random.NextDouble() - 0.5));
            values[3 * i + 1] = (float)(Math.Sin(angle) + spread * (random.NextDouble() - 0.5));
            values[3 * i + 2] = (float)(spread * (random.NextDouble() - 0.5));
        }
        return new FeatureMatrix(values, each * Blobs, 3);
    }
}

using EfficientMnist.Learning.ColdStart;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.ColdStart;

public sealed class TypicalPointsTests
{
    private const int Blobs = 4;

    [Fact]
    public void Select_OnBlobs_TakesTheDenseMiddleOfEach()
    {
        var latents = MakeBlobs(200);
        var picks = TypicalPoints.Select(latents, Blobs, new Random(3));

        Assert.Equal(Blobs, picks.Select(p => p.Index % Blobs).Distinct().Count());
        // The first half of the points lies closer to its blob's middle.
        Assert.All(picks, p => Assert.InRange(p.Index, 0, latents.Rows / 2));
        Assert.All(picks, p => Assert.True(p.Score > 0));
    }

    [Fact]
    public void Select_OfEqualSeeds_IsEqual()
    {
        var latents = MakeBlobs(50);
        Assert.Equal(TypicalPoints.Select(latents, 10, new Random(5)), TypicalPoints.Select(latents, 10, new Random(5)));
    }

    [Fact]
    public void Select_OfMoreThanThePool_GivesEachOnce()
    {
        var picks = TypicalPoints.Select(MakeBlobs(3), 100, new Random(1));
        Assert.Equal(Enumerable.Range(0, 12), picks.Select(p => p.Index).Order());
    }

    [Fact]
    public void Select_OfEqualPoints_GivesDifferentImages()
    {
        var latents = new FeatureMatrix([.. Enumerable.Repeat(1f, 60)], 30, 2);
        Assert.Equal(5, TypicalPoints.Select(latents, 5, new Random(1)).Select(p => p.Index).Distinct().Count());
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

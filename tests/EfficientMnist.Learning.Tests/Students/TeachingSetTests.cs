using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class TeachingSetTests
{
    private static readonly FeatureMatrix Soft = new([0.7f, 0.3f, 0.4f, 0.6f, 0.5f, 0.5f], 3, 2);

    [Fact]
    public void Targets_OfBoughtImages_AreTheirLabels()
    {
        var teaching = new TeachingSet(Soft, [2, 0], [1, 1]);
        Assert.Equal([0, 1, 0.4f, 0.6f, 0, 1], teaching.Targets.Values.ToArray());
        Assert.Equal(0.7f, Soft[0, 0]);
        Assert.Equal((3, 2), (teaching.Count, teaching.Classes));
        Assert.Equal([2L, 0L], teaching.Bought);
    }

    [Fact]
    public void ContentHash_DependsOnAllOfIt()
    {
        string[] hashes =
        [
            new TeachingSet(Soft, [2], [1]).ContentHash,
            new TeachingSet(Soft, [2], [0]).ContentHash,
            new TeachingSet(Soft, [1], [1]).ContentHash,
            new TeachingSet(Soft, [], []).ContentHash,
            new TeachingSet(new FeatureMatrix([0.6f, 0.4f, 0.4f, 0.6f, 0.5f, 0.5f], 3, 2), [2], [1]).ContentHash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], new TeachingSet(Soft, [2], [1]).ContentHash);
    }

    [Fact]
    public void Constructor_OnNonsense_NamesTheNumbers()
    {
        Assert.Equal("2 bought images and 1 labels do not belong together.", Assert.Throws<RefusalException>(() => new TeachingSet(Soft, [0, 1], [1])).Message);
        Assert.Equal("There is no image 3 in a pool of 3.", Assert.Throws<RefusalException>(() => new TeachingSet(Soft, [3], [1])).Message);
        Assert.Equal("Label 2 of image 1 is none of 0 to 1.", Assert.Throws<RefusalException>(() => new TeachingSet(Soft, [1], [2])).Message);
        Assert.Equal("Image 1 has been bought twice.", Assert.Throws<RefusalException>(() => new TeachingSet(Soft, [1, 1], [1, 1])).Message);
        Assert.Equal("Row 0 of the soft targets sums to 0.9, not to 1.", Assert.Throws<RefusalException>(() => new TeachingSet(new FeatureMatrix([0.4f, 0.5f], 1, 2), [], [])).Message);
        Assert.Equal("Row 0 of the soft targets has the value NaN, which is no probability.", Assert.Throws<RefusalException>(() => new TeachingSet(new FeatureMatrix([float.NaN, 0.5f], 1, 2), [], [])).Message);
    }
}

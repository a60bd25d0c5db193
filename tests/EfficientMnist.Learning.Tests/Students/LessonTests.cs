using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class LessonTests
{
    private static readonly FeatureMatrix Soft = new([0.7f, 0.3f, 0.4f, 0.6f, 0.5f, 0.5f], 3, 2);

    [Fact]
    public void Targets_OfBoughtImages_AreTheirLabels()
    {
        var lesson = new Lesson(Soft, [2, 0], [1, 1]);
        Assert.Equal([0, 1, 0.4f, 0.6f, 0, 1], lesson.Targets.Values.ToArray());
        Assert.Equal(0.7f, Soft[0, 0]);
        Assert.Equal((3, 2), (lesson.Count, lesson.Classes));
        Assert.Equal([2L, 0L], lesson.Bought);
    }

    [Fact]
    public void ContentHash_DependsOnAllOfIt()
    {
        string[] hashes =
        [
            new Lesson(Soft, [2], [1]).ContentHash,
            new Lesson(Soft, [2], [0]).ContentHash,
            new Lesson(Soft, [1], [1]).ContentHash,
            new Lesson(Soft, [], []).ContentHash,
            new Lesson(new FeatureMatrix([0.6f, 0.4f, 0.4f, 0.6f, 0.5f, 0.5f], 3, 2), [2], [1]).ContentHash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], new Lesson(Soft, [2], [1]).ContentHash);
    }

    [Fact]
    public void Constructor_OnNonsense_NamesTheNumbers()
    {
        Assert.Equal("2 bought images and 1 labels do not belong together.", Assert.Throws<RefusalException>(() => new Lesson(Soft, [0, 1], [1])).Message);
        Assert.Equal("There is no image 3 in a pool of 3.", Assert.Throws<RefusalException>(() => new Lesson(Soft, [3], [1])).Message);
        Assert.Equal("Label 2 of image 1 is none of 0 to 1.", Assert.Throws<RefusalException>(() => new Lesson(Soft, [1], [2])).Message);
        Assert.Equal("Image 1 has been bought twice.", Assert.Throws<RefusalException>(() => new Lesson(Soft, [1, 1], [1, 1])).Message);
        Assert.Equal("Row 0 of the soft targets sums to 0.9, not to 1.", Assert.Throws<RefusalException>(() => new Lesson(new FeatureMatrix([0.4f, 0.5f], 1, 2), [], [])).Message);
        Assert.Equal("Row 0 of the soft targets has the value NaN, which is no probability.", Assert.Throws<RefusalException>(() => new Lesson(new FeatureMatrix([float.NaN, 0.5f], 1, 2), [], [])).Message);
    }
}

using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;
using Picture = EfficientMnist.Classifier.Projections.Picture;

namespace EfficientMnist.Classifier.Tests.Projections;

public sealed class PictureTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(45_000)]
    [InlineData(250_000)]
    public void Messages_OfAnyPool_NameTheImageOfEachPoint(int pool)
    {
        int[] ids = [.. EvenSample.Of(pool, Picture.MostPoints)];
        // Each point lies where its image's number says.
        var points = new FeatureMatrix([.. ids.SelectMany(id => new float[] { id, -id })], ids.Length, 2);

        var parts = new Picture(new ProjectionInfo { Count = ids.Length, PoolCount = pool }, points).ToMessages().ToList();

        Assert.Equal((ids.Length, pool), (parts[0].Info.Count, parts[0].Info.PoolCount));
        var sent = parts.Skip(1).Select(part => part.Points).ToList();
        Assert.Equal(ids, sent.SelectMany(part => part.SampleIds));
        Assert.Equal(ids.Select(id => (float)id), sent.SelectMany(part => part.X));
        Assert.Equal(ids.Select(id => -(float)id), sent.SelectMany(part => part.Y));
        Assert.InRange(ids.Length, Math.Min(pool, Picture.MostPoints / 2), Picture.MostPoints);
    }
}

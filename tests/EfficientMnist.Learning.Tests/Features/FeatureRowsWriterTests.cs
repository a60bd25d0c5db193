using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class FeatureRowsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(5, typeof(FeatureMatrix))]
    [InlineData(FeatureRows.MostInMemory + 1, typeof(StoredRows))]
    public void Rows_OfASmallPoolOrALargeOne_AreThoseAdded(int rows, Type kind)
    {
        Half[] values = [.. Enumerable.Range(0, 2 * rows).Select(i => (Half)(i % 1_000))];
        using var writer = new FeatureRowsWriter(rows, 2, _folder.Path);
        writer.Add(values.AsSpan(0, 6));
        writer.Add(values.AsSpan(6));
        var features = writer.Complete();
        writer.Dispose();

        Assert.IsType(kind, features);
        Assert.Equal((rows, 2), (features.Rows, features.Columns));
        Assert.Equal(values.Select(value => (float)value), features.InMemory().Values.ToArray());
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(FeatureRows.MostInMemory + 1)]
    public void Rows_MoreOrFewerThanAnnounced_AreRefused(int rows)
    {
        using var writer = new FeatureRowsWriter(rows, 2, _folder.Path);
        writer.Add(new Half[2 * (rows - 1)]);

        Assert.Contains("ended after", Assert.Throws<InvalidDataException>(() => writer.Complete()).Message, StringComparison.Ordinal);
        Assert.Contains("4 values came where", Assert.Throws<InvalidDataException>(() => writer.Add(new Half[4])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

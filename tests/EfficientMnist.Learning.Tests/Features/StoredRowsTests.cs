using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Features;

public sealed class StoredRowsTests : IDisposable
{
    private const int Rows = 5_000;

    private readonly TemporaryFolder _folder = new();
    private readonly FeatureMatrix _features = Random(Rows, 3);

    [Fact]
    public void Rows_OfAFile_AreThoseWrittenAsHalfFloats()
    {
        var stored = StoredRows.Write(_folder.Path, _features);

        Assert.Equal((Rows, 3), (stored.Rows, stored.Columns));
        Assert.Equal(Halves(_features), stored.Slice(0, Rows).Values.ToArray());
        Assert.Equal(Halves(_features.Slice(4_090, 20)), stored.Slice(4_090, 20).Values.ToArray());
        // In any order, some that follow one another and some that are named twice.
        int[] some = [4_999, 0, 1, 2, 1, 4_095, 4_096];
        Assert.Equal(Halves(_features.Select(some)), stored.Select(some).Values.ToArray());
        Assert.Empty(stored.Select([]).Values.ToArray());
    }

    [Fact]
    public void File_OfTheRows_HasNoNameOnceWritten()
    {
        var stored = StoredRows.Write(_folder["missing"], _features);

        Assert.Empty(Directory.GetFiles(_folder["missing"]));
        Assert.Equal(Rows, stored.Slice(0, Rows).Rows);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(Rows, 1)]
    [InlineData(4_999, 2)]
    public void Rows_OutsideTheFile_NameTheRange(int start, int count)
    {
        var stored = StoredRows.Write(_folder.Path, _features);

        Assert.Contains($"0 … {Rows - 1}", Assert.Throws<ArgumentOutOfRangeException>(() => stored.Slice(start, count)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => stored.Select([.. Enumerable.Range(start, count)]));
    }

    [Theory]
    [InlineData(4_999, 3, "15000 values came where 4999 rows of 3 columns were left")]
    [InlineData(5_001, 3, "ended after 5000 of 5001")]
    [InlineData(5_000, 2, "of 3 columns came where 5000 rows of 2")]
    public void Rows_OtherThanAnnounced_AreRefused(int rows, int columns, string told)
    {
        Assert.Contains(told, Assert.Throws<InvalidDataException>(() => StoredRows.Write(_folder.Path, rows, columns, [_features])).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void PartsOfRows_OfAnyKind_AreThoseOfTheWhole()
    {
        var stored = StoredRows.Write(_folder.Path, _features);
        var whole = stored.Slice(0, Rows);

        var joint = new SideBySide(new FirstColumns(stored, 2), whole);

        Assert.Equal(FeatureMatrix.Concat(Narrow(whole), whole).Values.ToArray(), joint.Slice(0, Rows).Values.ToArray());
        Assert.Equal(joint.Slice(7, 1).Values.ToArray(), joint.Select([7]).Values.ToArray());
        Assert.Equal([.. whole.Select([0, 2, 4]).Values], joint.Sample(2_500).Select([0, 1, 2]).Values.ToArray().Chunk(5).SelectMany(row => row[2..]).ToArray());
        Assert.Throws<ArgumentException>(() => new SideBySide(stored, whole.Slice(0, 3)));
    }

    [Theory]
    [InlineData(10, 10, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(10, 9, new[] { 0, 2, 4, 6, 8 })]
    [InlineData(10, 3, new[] { 0, 4, 8 })]
    [InlineData(0, 3, new int[0])]
    public void Sample_OfAPool_IsSpreadEvenly(int count, int most, int[] expected) => Assert.Equal(expected, EvenSample.Of(count, most));

    public void Dispose() => _folder.Dispose();

    private static float[] Halves(FeatureMatrix features) => [.. features.Values.ToArray().Select(value => (float)(Half)value)];

    private static FeatureMatrix Narrow(FeatureMatrix wide) => new([.. Enumerable.Range(0, wide.Rows).SelectMany(row => wide.Row(row)[..2].ToArray())], wide.Rows, 2);

    private static FeatureMatrix Random(int rows, int columns)
    {
        var random = new Random(5);
        return new FeatureMatrix([.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() * 6 - 3))], rows, columns);
    }
}

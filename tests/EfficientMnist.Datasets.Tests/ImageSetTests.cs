using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class ImageSetTests
{
    private static readonly ImageShape Shape = new(1, 2, 3);

    private static ImageSet Five() => new(Shape, Bytes.Pattern(30));

    [Fact]
    public void Indexer_EachImage_GivesItsPixels()
    {
        var images = Five();
        Assert.Equal(5, images.Count);
        Assert.Equal(Bytes.Pattern(30)[12..18], images[2].ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void Indexer_OutsideTheSet_NamesTheRange(int index) =>
        Assert.Contains("0 … 4", Assert.Throws<ArgumentOutOfRangeException>(() => Five()[index].Length).Message, StringComparison.Ordinal);

    [Fact]
    public void Select_AnyOrderWithRepetition_Copies()
    {
        var selected = Five().Select([4, 0, 4]);
        Assert.Equal(3, selected.Count);
        Assert.Equal(Five()[4].ToArray(), selected[0].ToArray());
        Assert.Equal(Five()[0].ToArray(), selected[1].ToArray());
        Assert.Equal(Five()[4].ToArray(), selected[2].ToArray());
    }

    [Fact]
    public void Slice_Inside_SharesThePixels() => Assert.Equal(Five().Pixels[6..18].ToArray(), Five().Slice(1, 2).Pixels.ToArray());

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(4, 2)]
    [InlineData(0, -1)]
    [InlineData(2, int.MaxValue)]
    public void Slice_Outside_Throws(int start, int count) => Assert.Throws<ArgumentOutOfRangeException>(() => Five().Slice(start, count));

    [Fact]
    public void Constructor_PartOfAnImage_NamesBothNumbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageSet(Shape, new byte[31]));
        Assert.Contains("31", error.Message, StringComparison.Ordinal);
        Assert.Contains("1×2×3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_EmptyShape_Throws() => Assert.Throws<ArgumentException>(() => new ImageSet(new ImageShape(1, 0, 3), default));

    [Fact]
    public void ContentHash_OfThePixels_IsSha256InLowerCaseHex() =>
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", new ImageSet(Shape, default).ContentHash);
}

using EfficientMnist.Cli.Sweep.Plot;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class PaletteTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(100)]
    public void Class_EachOfMany_HasAColourOfItsOwn(int count)
    {
        var colours = Enumerable.Range(0, count).Select(index => Palette.Class(index, count)).ToList();

        Assert.Equal(count, colours.Distinct().Count());
        Assert.All(colours, colour => Assert.Matches("^#[0-9a-f]{6}$", colour));
        Assert.DoesNotContain(Palette.Background, colours);
        Assert.DoesNotContain(Palette.Grid, colours);
    }

    [Fact]
    public void Class_OfMoreThanThePaletteHas_GoesAroundTheWheel()
    {
        Assert.Equal(["#ba2c2c", "#2cba2c", "#2c2cba"], new[] { 0, 10, 20 }.Select(index => Palette.Class(index, 30)));
    }
}

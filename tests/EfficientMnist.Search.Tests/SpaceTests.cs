using EfficientMnist.Learning.Randomness;
using EfficientMnist.Search.Space;

namespace EfficientMnist.Search.Tests;

public sealed class SpaceTests
{
    [Theory]
    [InlineData("log:1e-4..1e-2", typeof(RealAxis), "log:0.0001..0.01")]
    [InlineData("0.5..2", typeof(RealAxis), "0.5..2")]
    [InlineData("-3..3", typeof(WholeAxis), "-3..3")]
    [InlineData("log:8..128", typeof(WholeAxis), "log:8..128")]
    [InlineData("ae,fc_vae", typeof(ChoiceAxis), "ae,fc_vae")]
    [InlineData("[1,2],[3]", typeof(ChoiceAxis), "[1,2],[3]")]
    public void Parse_OfWhatIsTyped_GivesTheAxisAndItsSpelling(string text, Type type, string spelling)
    {
        var axis = AxisParser.Parse("x", text)!;

        Assert.IsType(type, axis);
        Assert.Equal(spelling, axis.Spelling);
        Assert.Equal(axis.Spelling, AxisParser.Parse("x", axis.Spelling)!.Spelling);
    }

    [Theory]
    [InlineData("ae")]
    [InlineData("0.5")]
    [InlineData("[100,200]")]
    public void Parse_OfASingleValue_IsNothingToSearch(string text) => Assert.Null(AxisParser.Parse("x", text));

    [Theory]
    [InlineData("2..1", "the first number is the smaller one")]
    [InlineData("1.0..1.0", "the first number is the smaller one")]
    [InlineData("log:0.0..1", "begins above 0")]
    [InlineData("log:0..8", "begins above 0")]
    [InlineData("a..b", "a number on either side")]
    [InlineData("log:3", "a number on either side")]
    [InlineData("a,,b", "a value is missing")]
    [InlineData("a,b,a", "twice")]
    public void Parse_OfWhatIsNoRange_SaysWhatToWrite(string text, string hint) =>
        Assert.Contains(hint, Assert.Throws<ArgumentException>(() => AxisParser.Parse("x", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("log:1e-4..1e-2", 0.0, "0.0001")]
    [InlineData("log:1e-4..1e-2", 0.5, "0.001")]
    [InlineData("log:1e-4..1e-2", 1.0, "0.01")]
    [InlineData("0.0..3", 0.111111, "0.3333")]
    [InlineData("1..4", 0.0, "1")]
    [InlineData("1..4", 0.3, "2")]
    [InlineData("1..4", 1.0, "4")]
    [InlineData("a,b,c", 2.0, "c")]
    public void Axis_WritesValuesAsPeopleDo(string text, double position, string value)
    {
        var axis = AxisParser.Parse("x", text)!;

        Assert.Equal(value, axis.Text(position));
        Assert.Equal(value, axis.Text(axis.Position(value)));
    }

    [Fact]
    public void WholeAxis_DrawsItsEndsAsOftenAsTheOthers()
    {
        var axis = new WholeAxis("x", 1, 5);
        var random = SeededRandom.Create(1, "whole");

        var counts = Enumerable.Range(0, 10_000).GroupBy(_ => axis.Text(random.NextDouble())).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal(5, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 1_850, 2_150));
    }

    [Fact]
    public void Space_CountsItsPoints()
    {
        Assert.Equal(12, new SearchSpace([new WholeAxis("a", 1, 4), new ChoiceAxis("b", ["x", "y", "z"])]).Count);
        Assert.Null(new SearchSpace([new WholeAxis("a", 1, 4), new RealAxis("b", 0.0, 1)]).Count);
        Assert.Throws<ArgumentException>(() => new SearchSpace([]));
        Assert.Throws<ArgumentException>(() => new SearchSpace([new WholeAxis("a", 1, 4), new RealAxis("a", 0.0, 1)]));
    }
}

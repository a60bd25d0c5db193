using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Sweep.Grid;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class SweepGridTests
{
    [Fact]
    public void Grid_OfListsAndRanges_ExpandsSeedBySeedWithStrategiesNextToEachOther()
    {
        var points = Grid("labels=100,500", "strategy=margin,random", "seed=1..2").Points();

        Assert.Equal(
            [
                "fashion-mnist margin labels=100 seed=1", "fashion-mnist random labels=100 seed=1", "fashion-mnist margin labels=500 seed=1", "fashion-mnist random labels=500 seed=1",
                "fashion-mnist margin labels=100 seed=2", "fashion-mnist random labels=100 seed=2", "fashion-mnist margin labels=500 seed=2", "fashion-mnist random labels=500 seed=2",
            ],
            points.Select(p => p.Title));
    }

    [Fact]
    public void Grid_OfNothing_IsTheDefaultExperimentBesideRandomOverThreeSeeds()
    {
        var grid = Grid();

        Assert.Equal(["fashion-mnist"], grid.Axes["dataset"]);
        Assert.Equal(["v_optimal", "random"], grid.Axes["strategy"]);
        Assert.Equal(["1000"], grid.Axes["labels"]);
        Assert.Equal(["1", "2", "3"], grid.Axes["seed"]);
    }

    [Fact]
    public void Grid_WithFurtherOptions_RunsEveryValueOfThem()
    {
        var points = Grid("strategy=margin", "seed=1", "student.generations=0,1", "curve=[100,200],false").Points();

        Assert.Equal(4, points.Count);
        Assert.Equal(["[100,200]", "[100,200]", "false", "false"], points.Select(p => p.Options["curve"]));
        Assert.Equal("fashion-mnist margin labels=1000 seed=1 curve=[100,200] student.generations=0", points[0].Title);
    }

    [Theory]
    [InlineData("seed=1..3", "1,2,3")]
    [InlineData("seed=7,1..2,7", "7,1,2")]
    [InlineData("seed=5..5", "5")]
    public void Values_OfAListOrRange_AreWhatIsMeant(string argument, string expected) =>
        Assert.Equal(expected.Split(','), Grid(argument).Axes["seed"]);

    [Theory]
    [InlineData("seed=1,,3", "seed=1,,3: a value is missing")]
    [InlineData("seed=", "Write seed=first,second")]
    [InlineData("seed=3..1", "Write seed=1..3")]
    [InlineData("seed=1..", "such as seed=1..3")]
    [InlineData("seed=1..2000000", "2,000,000 values, and 1,000 are the most")]
    [InlineData("seed=one", "'one' is no whole number from 0 on. Write seed=1..3")]
    [InlineData("labels=100,-5", "'-5' is no whole number from 1 on. Write labels=100,200,500")]
    [InlineData("labels=0", "'0' is no whole number from 1 on")]
    [InlineData("curve=[100,200", "the brackets do not match")]
    [InlineData("curve=100],200", "the brackets do not match")]
    [InlineData("seed=1..1000 labels=1..11", "22,000 runs (1 dataset × 2 strategy × 11 labels × 1000 seed), and 10,000 are the most")]
    public void Grid_OfWhatCannotBeMeant_NamesTheValueAndTheRemedy(string arguments, string message)
    {
        var error = Assert.Throws<UsageException>(() => Grid(arguments.Split(' ')));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunId_OfTheSameOptions_IsTheSameInEveryOrderAndEveryVersion()
    {
        var id = Grid("labels=100", "seed=1", "round.size=10").Points()[0].RunId("");

        Assert.Equal("sweep-e69ba72a2971", id);
        Assert.Equal(id, Grid("round.size=10", "seed=1", "labels=100", "dataset=fashion-mnist").Points()[0].RunId(""));
        Assert.NotEqual(id, Grid("labels=100", "seed=2", "round.size=10").Points()[0].RunId(""));
        Assert.NotEqual(id, Grid("labels=100", "seed=1", "round.size=10").Points()[0].RunId("again"));
    }

    private static SweepGrid Grid(params string[] arguments) => SweepGrid.Parse(arguments.Select(argument => argument.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
}

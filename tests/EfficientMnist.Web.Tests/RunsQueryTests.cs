using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Tests;

public sealed class RunsQueryTests
{
    private static readonly IReadOnlyList<Run> Runs =
    [
        Run("a", "mnist", "margin", seed: 2, accuracy: 0.9),
        Run("b", "mnist", "random", seed: 10, accuracy: 0.8),
        Run("c", "glyphs", "margin", seed: 1, accuracy: null),
    ];

    [Theory]
    [InlineData("mnist", "", "a,b")]
    [InlineData("MARGIN seed=1", "", "c")]
    [InlineData("", "margin", "a,c")]
    [InlineData("nowhere", "", "")]
    public void Apply_WithFilters_KeepsWhatMatchesAllOfThem(string search, string strategy, string expected)
    {
        var query = new RunsQuery { Search = search, Strategy = strategy, Sort = "created" };

        Assert.Equal(expected, string.Join(',', query.Apply(Runs).Select(run => run.RunId)));
    }

    [Theory]
    [InlineData("seed", "c,a,b")]
    [InlineData("-seed", "b,a,c")]
    [InlineData("-accuracy", "a,b,c")]
    [InlineData("accuracy", "c,b,a")]
    [InlineData("option:round.size", "c,b,a")]
    [InlineData("-option:round.size", "a,b,c")]
    [InlineData("option:nowhere", "a,b,c")]
    [InlineData("no-column", "a,b,c")]
    public void Apply_Sorted_OrdersNumbersAsNumbersAndUngradedRunsLowest(string sort, string expected) =>
        Assert.Equal(expected, string.Join(',', new RunsQuery { Sort = sort }.Apply(Runs).Select(run => run.RunId)));

    [Fact]
    public void SortedBy_TheColumnThatSorts_TurnsTheOrder()
    {
        var query = new RunsQuery { Search = "a b", Sort = "-accuracy", Page = 3 };

        Assert.Equal("/runs?q=a%20b&sort=accuracy", query.SortedBy("accuracy", descendingFirst: true));
        Assert.Equal("/runs?q=a%20b&sort=seed", query.SortedBy("seed", descendingFirst: false));
        Assert.Equal("/runs?q=a%20b&sort=-accuracy&page=4", query.Address(4));
    }

    private static Run Run(string id, string dataset, string strategy, int seed, double? accuracy)
    {
        var text = seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var run = new Run { RunId = id, Name = $"seed={text}", Options = { ["dataset"] = dataset, ["strategy"] = strategy, ["seed"] = text, ["round.size"] = id switch { "a" => "auto", "b" => "100", _ => "9" } } };
        if (accuracy is { } value)
            run.Result = new RunResult { Accuracy = value };
        return run;
    }
}

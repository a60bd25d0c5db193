using EfficientMnist.Learning.Randomness;
using EfficientMnist.Search.Samplers;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Tests;

public sealed class ImportanceTests
{
    [Fact]
    public void Importance_OfAChoiceThatDecidesAlone_IsThatOfTheFormula()
    {
        // Ranks 0 … 5 with a, 6 … 11 with b: 108 of 143 between the groups, 35 within them.
        var space = new SearchSpace([new ChoiceAxis("kind", ["a", "b"]), new ChoiceAxis("other", ["x", "y"])]);
        var trials = Enumerable.Range(0, 12).Select(i => new Trial
        {
            Number = i,
            Values = new Dictionary<string, string> { ["kind"] = i < 6 ? "a" : "b", ["other"] = i % 2 == 0 ? "x" : "y" },
            State = TrialState.Completed,
            Value = i,
        });

        var importance = Importance.Of(space, trials, Goal.Minimise);

        Assert.Equal((108 - 35.0 / 10) / 143, importance["kind"], 1e-12);
        Assert.Equal(0, importance["other"]);
    }

    [Fact]
    public void Importance_OfChoicesTriedOnceEach_IsNone()
    {
        string[] widths = [.. Enumerable.Range(1, 12).Select(i => $"{8 * i}")];
        var space = new SearchSpace([new ChoiceAxis("width", widths)]);
        var trials = widths.Select((width, i) => new Trial { Number = i, Values = new Dictionary<string, string> { ["width"] = width }, State = TrialState.Completed, Value = i });

        Assert.Equal(0, Importance.Of(space, trials, Goal.Minimise)["width"]);
    }

    [Theory]
    [InlineData("tpe")]
    [InlineData("random")]
    public void Importance_IsThatOfTheFunction(string sampler)
    {
        var (space, loss) = TestFunctions.Training;
        ISampler chosen = sampler == "tpe" ? new TreeParzenSampler(space, Goal.Minimise, 1) : new RandomSampler(space);
        var trials = new List<Trial>();
        while (trials.Count < 60)
        {
            var values = chosen.Suggest(trials, SeededRandom.Create(1, "search", trials.Count))!;
            trials.Add(new Trial { Number = trials.Count, Values = values, State = TrialState.Completed, Value = loss(values) });
        }

        var importance = Importance.Of(space, trials, Goal.Minimise);

        Assert.All(importance.Values, value => Assert.InRange(value, 0, 1));
        Assert.True(importance["rate"] > 0.2 && importance["rate"] > 2 * importance["idle"], string.Join(", ", importance));
        Assert.Empty(Importance.Of(space, trials[..11], Goal.Minimise));
    }
}

using EfficientMnist.Learning.Randomness;
using EfficientMnist.Search.Samplers;
using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;
using Xunit.Abstractions;

namespace EfficientMnist.Search.Tests;

public sealed class SamplerTests(ITestOutputHelper output)
{
    private const int Seeds = 11;

    [Theory]
    [InlineData("branin", 50, 0.3979)]
    [InlineData("training", 40, 0)]
    public void TreeParzen_FindsAKnownOptimumBetterThanRandomDraws(string function, int trials, double optimum)
    {
        var (space, loss) = function == "branin" ? TestFunctions.Branin : TestFunctions.Training;

        double[] parzen = [.. Enumerable.Range(0, Seeds).Select(seed => Best(new TreeParzenSampler(space, Goal.Minimise, seed), loss, seed, trials) - optimum).Order()];
        double[] random = [.. Enumerable.Range(0, Seeds).Select(seed => Best(new RandomSampler(space), loss, seed, trials) - optimum).Order()];

        output.WriteLine($"median of {Seeds} seeds above the optimum after {trials} trials: TPE {parzen[Seeds / 2]:F4}, random {random[Seeds / 2]:F4}; third quartiles {parzen[3 * Seeds / 4]:F4}, {random[3 * Seeds / 4]:F4}");
        Assert.True(parzen[Seeds / 2] < random[Seeds / 2] / 2, $"{parzen[Seeds / 2]} is not half of {random[Seeds / 2]}");
        Assert.True(parzen[3 * Seeds / 4] < random[Seeds / 2], $"{parzen[3 * Seeds / 4]} is not below {random[Seeds / 2]}");
    }

    [Fact]
    public void TreeParzen_Maximising_IsTheSameSearchUpsideDown()
    {
        var (space, loss) = TestFunctions.Training;

        var down = Run(new TreeParzenSampler(space, Goal.Minimise, 3), loss, 3, 25);
        var up = Run(new TreeParzenSampler(space, Goal.Maximise, 3), values => -loss(values), 3, 25);

        Assert.Equal(down.Select(t => t.Values), up.Select(t => t.Values));
    }

    [Theory]
    [InlineData("tpe")]
    [InlineData("random")]
    public void Suggest_InASmallSpace_TriesEveryPointOnceAndThenEnds(string kind)
    {
        var space = new SearchSpace([new ChoiceAxis("a", ["x", "y", "z"]), new WholeAxis("b", 1, 4)]);
        ISampler sampler = kind == "tpe" ? new TreeParzenSampler(space, Goal.Maximise, 1) : new RandomSampler(space);

        var trials = Run(sampler, values => values["b"].Length, 1, 100);

        Assert.Equal(12, trials.Count);
        Assert.Equal(12, trials.Select(t => t.Values["a"] + t.Values["b"]).Distinct().Count());
    }

    [Theory]
    [InlineData("tpe")]
    [InlineData("random")]
    public void Suggest_OfRatiosDownToTheLastPoint_FindsAlsoWhatIsHardlyEverDrawn(string kind)
    {
        // The last of them has a chance of 1 to 2,600 in a draw.
        var axis = new WholeAxis("a", 1, 400, logarithmic: true);
        var space = new SearchSpace([axis]);
        ISampler sampler = kind == "tpe" ? new TreeParzenSampler(space, Goal.Maximise, 1) : new RandomSampler(space);
        var trials = Enumerable.Range(1, 397).Select(i => new Trial { Number = i - 1, Values = new Dictionary<string, string> { ["a"] = $"{i}" }, State = TrialState.Completed, Value = -i }).ToList();

        for (var position = 0; position < 8; position++)
            Assert.Contains(sampler.Suggest(trials, SeededRandom.Create(1, "search", position))!["a"], (string[])["398", "399", "400"]);
        trials.AddRange(Enumerable.Range(398, 3).Select(i => trials[0] with { Number = i - 1, Values = new Dictionary<string, string> { ["a"] = $"{i}" } }));
        Assert.Null(sampler.Suggest(trials, SeededRandom.Create(1, "search")));
        Assert.Equal(["1", "2", "400"], new long[] { 0, 1, 399 }.Select(number => axis.Text(axis.Place(number))));
    }

    [Theory]
    [InlineData("tpe")]
    [InlineData("random")]
    public void Suggest_OfNumbersTooCloseToTellApart_EndsWhereAllHaveBeenTried(string kind)
    {
        // Four digits tell only three values.
        var space = new SearchSpace([new RealAxis("x", 0.1, 0.10002)]);
        ISampler sampler = kind == "tpe" ? new TreeParzenSampler(space, Goal.Minimise, 1) : new RandomSampler(space);
        Assert.InRange(Run(sampler, _ => 0, 1, 50).Count, 1, 3);
    }

    [Fact]
    public void Suggest_WhileOthersRun_KeepsAwayFromThem()
    {
        var space = new SearchSpace([new RealAxis("x", 0.0, 1)]);
        var sampler = new TreeParzenSampler(space, Goal.Minimise, 1);
        var trials = Run(sampler, values => Math.Abs(double.Parse(values["x"], System.Globalization.CultureInfo.InvariantCulture) - 0.4), 1, 20);
        double Next(IReadOnlyList<Trial> known, int position) =>
            space.Positions(sampler.Suggest(known, SeededRandom.Create(1, "search", position))!)[0];

        var alone = Enumerable.Range(0, 10).Select(i => Next(trials, i)).ToList();
        var running = alone.Select((place, i) => new Trial { Number = 20 + i, Values = space.Values([place]) });
        var besides = Enumerable.Range(0, 10).Select(i => Next([.. trials, .. running], i)).ToList();

        Assert.True(alone.Max() - alone.Min() < 0.1);
        Assert.All(besides, place => Assert.False(place > alone.Min() && place < alone.Max()));
    }

    [Fact]
    public void Start_CoversTheSpaceMoreEvenlyThanDraws()
    {
        var space = new SearchSpace([new RealAxis("x", 0.0, 1), new ChoiceAxis("kind", ["a", "b", "c"])]);

        var trials = Run(new TreeParzenSampler(space, Goal.Minimise, 5), _ => 0, 5, 9);

        // Of nine points, each third of the axis has three and each kind three, give or take one.
        var positions = trials.Select(t => space.Positions(t.Values)).ToList();
        Assert.All(Enumerable.Range(0, 3), third => Assert.InRange(positions.Count(p => (int)(p[0] * 3) == third), 2, 4));
        Assert.All(Enumerable.Range(0, 3), kind => Assert.InRange(positions.Count(p => p[1] == kind), 2, 4));
    }

    [Fact]
    public void Mixture_IsADensityAndDrawsFromIt()
    {
        var space = new SearchSpace([new RealAxis("x", 0.0, 1), new ChoiceAxis("kind", ["a", "b", "c"])]);
        var mixture = new ParzenMixture(space, [[0, 0], [0.02, 0], [0.7, 2]]);
        const int Cells = 400;
        const int Draws = 40_000;
        var random = SeededRandom.Create(1, "draws");
        var counts = new double[2, 3];
        for (var i = 0; i < Draws; i++)
        {
            var point = mixture.Draw(random);
            counts[point[0] < 0.5 ? 0 : 1, (int)point[1]] += 1.0 / Draws;
        }

        var whole = 0.0;
        for (var half = 0; half < 2; half++)
        {
            for (var kind = 0; kind < 3; kind++)
            {
                var mass = Enumerable.Range(0, Cells).Sum(i => Math.Exp(mixture.LogDensity([half * 0.5 + (i + 0.5) / Cells / 2, kind]))) / Cells / 2;
                Assert.Equal(mass, counts[half, kind], 0.01);
                whole += mass;
            }
        }
        Assert.Equal(1, whole, 1e-3);
    }

    [Fact]
    public void Options_HaveTheirDefaults() => Assert.Equal(new TreeParzenOptions { Startup = 10, Good = 0.15, MostGood = 25, Candidates = 32 }, new TreeParzenOptions());

    private static double Best(ISampler sampler, Func<IReadOnlyDictionary<string, string>, double> loss, int seed, int trials) =>
        Run(sampler, loss, seed, trials).Min(t => t.Value!.Value);

    private static List<Trial> Run(ISampler sampler, Func<IReadOnlyDictionary<string, string>, double> loss, int seed, int count)
    {
        var trials = new List<Trial>();
        while (trials.Count < count && sampler.Suggest(trials, SeededRandom.Create(seed, "search", trials.Count)) is { } values)
            trials.Add(new Trial { Number = trials.Count, Values = values, State = TrialState.Completed, Value = loss(values) });
        return trials;
    }
}

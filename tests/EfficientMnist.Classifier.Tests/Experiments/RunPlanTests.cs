using EfficientMnist.Classifier.Experiments;

namespace EfficientMnist.Classifier.Tests.Experiments;

public sealed class RunPlanTests
{
    [Fact]
    public void Plan_OfTheDefaults_BuysTenBatchesOfAHundred()
    {
        var plan = new RunPlan(new RunOptions());

        Assert.Equal(Enumerable.Repeat(100, 10), Batches(plan));
        Assert.Equal([100, 200, 500, 1_000], plan.Milestones);
    }

    [Fact]
    public void Plan_OfManyLabelsAtRandom_FitsAtTheMilestonesOnly()
    {
        var plan = new RunPlan(new RunOptions { Labels = 60_000, Strategy = "random", Curve = CurveOf("1000,5000,7500,10000,20000,30000") });

        Assert.Equal([1_000, 4_000, 2_500, 2_500, 10_000, 10_000, 30_000], Batches(plan));
        Assert.Equal([60_000], Batches(new RunPlan(new RunOptions { Labels = 60_000, Strategy = "random", Curve = CurveOf("false") })));
    }

    [Fact]
    public void Plan_OfManyLabelsChosen_HasFiftyRounds()
    {
        var batches = Batches(new RunPlan(new RunOptions { Labels = 60_000, Curve = CurveOf("false") }));

        Assert.Equal((100, 1_200, 51), (batches[0], batches[1], batches.Count));
    }

    [Theory]
    [InlineData("kernel", 10)]
    [InlineData("fine_tune", 4)]
    public void Plan_OfARandomRun_TrainsANetworkAtTheMilestonesOnly(string classifier, int rounds)
    {
        var plan = new RunPlan(new RunOptions { Strategy = "random", Classifier = new ClassifierChoice { Kind = classifier } });

        Assert.Equal(rounds, Batches(plan).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(305)]
    public void Plan_OfAnyBudget_SpendsItExactlyAndStopsAtEachMilestone(int labels)
    {
        var plan = new RunPlan(new RunOptions { Labels = labels });

        var counts = Batches(plan).Aggregate(new List<int> { 0 }, (sums, batch) => [.. sums, sums[^1] + batch]);

        Assert.Equal(labels, counts[^1]);
        Assert.Equal(labels, plan.Milestones[^1]);
        Assert.Subset(counts.ToHashSet(), plan.Milestones.ToHashSet());
    }

    [Fact]
    public void Plan_WithoutCurve_KeepsTheResultOnly()
    {
        var plan = new RunPlan(new RunOptions { Curve = CurveOf("false") });

        Assert.Equal([1_000], plan.Milestones);
    }

    [Fact]
    public void Plan_WithOwnPointsAndSizes_FollowsThem()
    {
        var plan = new RunPlan(new RunOptions
        {
            Labels = 100, ColdStart = new ColdStartOptions { Size = 30 }, Round = new RoundOptions { Size = 40 }, Curve = CurveOf("10, 50, 60, 400"),
        });

        Assert.Equal([50, 60, 100], plan.Milestones);
        Assert.Equal([30, 20, 10, 40], Batches(plan));
    }

    [Theory]
    [InlineData(1.5, new[] { 20, 20, 30, 45, 68, 17 })]
    [InlineData(2.0, new[] { 20, 20, 40, 80, 40 })]
    [InlineData(0.5, new[] { 20, 20, 10, 5, 2 })]
    public void Plan_OfAGrowth_BuysBatchesThatGrowOrShrink(double growth, int[] expected)
    {
        var plan = new RunPlan(Growing(growth, labels: 200, curve: "false"));

        Assert.Equal(expected, Batches(plan).Take(expected.Length));
        Assert.Equal(200, Batches(plan).Sum());
    }

    [Fact]
    public void Plan_ThatShrinks_BuysATenthOfTheFirstRoundAtLeast()
    {
        var plan = new RunPlan(Growing(0.5, labels: 200, curve: "false"));

        Assert.Equal(2, Batches(plan)[^2]);
        Assert.All(Batches(plan).SkipLast(1), batch => Assert.InRange(batch, 2, 20));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(1.3)]
    [InlineData(10)]
    public void Plan_OfAnyGrowth_SpendsItsBudgetExactlyAndEndsABatchAtEachMilestone(double growth)
    {
        var plan = new RunPlan(Growing(growth, labels: 1_234, curve: "33,100,333,1000"));

        var counts = Batches(plan).Aggregate(new List<int> { 0 }, (sums, batch) => [.. sums, sums[^1] + batch]);

        Assert.Equal(1_234, counts[^1]);
        Assert.Equal([33, 100, 333, 1_000, 1_234], plan.Milestones);
        Assert.Subset(counts.ToHashSet(), plan.Milestones.ToHashSet());
    }

    [Fact]
    public void NextBatch_FromAnywhere_GoesOnToTheEndThatIsPlanned()
    {
        var plan = new RunPlan(new RunOptions { Labels = 300 });

        Assert.Equal((7, 20, 0, 0), (plan.NextBatch(23), plan.NextBatch(270), plan.NextBatch(300), plan.NextBatch(400)));
    }

    [Theory]
    [InlineData(1_000, 0.1, 100, 100, 100)]
    [InlineData(1_000, 0.07, 50, 10, 70)]
    [InlineData(100, 0.5, 1, 1, 50)]
    [InlineData(40, 0, 8, 8, 0)]
    public void Plan_WithValidation_SpreadsItsShareOverTheRoundsAndLeavesTheFirstSomethingToLearnFrom(int labels, double share, int coldStart, int round, int expected)
    {
        var plan = new RunPlan(new RunOptions
        {
            Labels = labels, ColdStart = new ColdStartOptions { Size = coldStart }, Round = new RoundOptions { Size = round }, Validation = new ValidationOptions { Share = share },
        });

        var (validation, most) = (0, 0.0);
        for (var bought = 0; plan.NextBatch(bought) is > 0 and var batch; bought += batch)
        {
            var next = plan.NextValidation(bought, validation);
            Assert.InRange(next, 0, bought == 0 ? batch - 1 : batch);
            validation += next;
            most = Math.Max(most, Math.Abs(validation - share * (bought + batch)));
        }

        Assert.Equal(expected, validation);
        Assert.Equal(expected, plan.ValidationLabels);
        Assert.True(most <= 0.5 + 1e-9, $"{most} labels away from the share");
    }

    [Fact]
    public void Plan_OfAFewLabels_BeginsWithTwentyAndHasAStudentHalfway()
    {
        var options = new RunOptions { Labels = 110, Curve = CurveOf("false") };

        Assert.Equal([20, 11, 11, 11, 2, 11, 11, 11, 11, 11], Batches(new RunPlan(options)));
        Assert.Equal([20, 11, 11, 11, 11, 11, 11, 11, 11, 2], Batches(new RunPlan(options with { Student = new StudentChoice { Generations = 0 } })));
    }

    [Fact]
    public void Plan_WithStudentsOnTheWay_EndsABatchWhereOneIsDue()
    {
        var plan = new RunPlan(Growing(1, labels: 100, curve: "false") with { Student = new StudentChoice { At = TimesOf("5,50,1000") } });

        Assert.Equal([20, 20, 10, 20, 20, 10], Batches(plan));
        Assert.Equal([100], plan.Milestones);
    }

    private static RunOptions Growing(double growth, int labels, string curve) => new()
    {
        Labels = labels, ColdStart = new ColdStartOptions { Size = 20 }, Round = new RoundOptions { Size = 20, Growth = growth }, Curve = CurveOf(curve),
        Student = new StudentChoice { At = StudentTimes.None },
    };

    private static CurveOptions CurveOf(string text) => CurveOptions.TryParse(text, out var curve) ? curve : throw new ArgumentException(text);

    private static StudentTimes TimesOf(string text) => StudentTimes.TryParse(text, out var times) ? times : throw new ArgumentException(text);

    private static List<int> Batches(RunPlan plan)
    {
        List<int> batches = [];
        for (var bought = 0; plan.NextBatch(bought) is > 0 and var batch; bought += batch)
            batches.Add(batch);
        return batches;
    }
}

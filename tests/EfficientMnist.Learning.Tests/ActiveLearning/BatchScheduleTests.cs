using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.ActiveLearning;

public sealed class BatchScheduleTests
{
    [Fact]
    public void Batches_OfTheDefaults_BuysTenBatchesOfAHundred()
    {
        var schedule = new BatchSchedule(ByMargin);

        Assert.Equal(Enumerable.Repeat(100, 10), Batches(schedule));
        Assert.Equal([100, 200, 500, 1_000], schedule.Milestones);
    }

    [Fact]
    public void Batches_OfAnExtendedBudget_AreTheSameUpToWhereItBegan()
    {
        var options = ByMargin with { Labels = 200, ValidationShare = 0.1 };
        var (planned, extended) = (new BatchSchedule(options), new BatchSchedule(options with { Extensions = [230, 700] }));

        var batches = Batches(extended);
        Assert.Equal(Batches(planned), batches.Take(Batches(planned).Count));
        Assert.Equal([20, 20, 10, 20, 20, 10, 20, 20, 20, 20, 20, 23, 7, 70, 70, 70, 60, 70, 70, 60], batches);
        Assert.Equal([20, 50, 100, 200, 230, 500, 700], extended.Milestones);
        Assert.Equal((700, 20, 20), (extended.Labels, extended.ValidationLabels, planned.ValidationLabels));
        Assert.Equal(0, extended.NextValidation(230, 20));
        Assert.Contains("Extensions is 230", Assert.Throws<ArgumentException>(() => new BatchSchedule(options with { Extensions = [230, 230] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_OfManyLabelsAtRandom_FitsAtTheMilestonesOnly()
    {
        var schedule = new BatchSchedule(new ActiveLearnerOptions { Labels = 60_000, Strategy = new RandomStrategy(), Milestones = [1000, 5000, 7500, 10000, 20000, 30000] });

        Assert.Equal([1_000, 4_000, 2_500, 2_500, 10_000, 10_000, 30_000], Batches(schedule));
        Assert.Equal([60_000], Batches(new BatchSchedule(new ActiveLearnerOptions { Labels = 60_000, Strategy = new RandomStrategy(), Milestones = [] })));
    }

    [Fact]
    public void Batches_OfManyLabelsChosen_HasFiftyRounds()
    {
        var batches = Batches(new BatchSchedule(ByMargin with { Labels = 60_000, Milestones = [] }));

        Assert.Equal((100, 1_200, 51), (batches[0], batches[1], batches.Count));
    }

    [Theory]
    [InlineData(500, null, 10)]
    [InlineData(500, 25, 25)]
    [InlineData(5_000, null, 50)]
    public void Batches_OfAStrategyOfSmallOnes_AreAsItWantsUnlessSaidOtherwise(int labels, int? size, int expected)
    {
        var batches = Batches(new BatchSchedule(new ActiveLearnerOptions { Labels = labels, Strategy = new VOptimalStrategy(), RoundSize = size, Milestones = [] }));

        Assert.All(batches.Skip(1), batch => Assert.Equal(expected, batch));
    }

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 4)]
    public void Batches_OfARandomRun_TrainsANetworkAtTheMilestonesOnly(bool trainsNetwork, int rounds)
    {
        var schedule = new BatchSchedule(new ActiveLearnerOptions { Strategy = new RandomStrategy(), TrainsNetwork = trainsNetwork });

        Assert.Equal(rounds, Batches(schedule).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(305)]
    public void Batches_OfAnyBudget_SpendsItExactlyAndStopsAtEachMilestone(int labels)
    {
        var schedule = new BatchSchedule(ByMargin with { Labels = labels });

        var counts = Batches(schedule).Aggregate(new List<int> { 0 }, (sums, batch) => [.. sums, sums[^1] + batch]);

        Assert.Equal(labels, counts[^1]);
        Assert.Equal(labels, schedule.Milestones[^1]);
        Assert.Subset(counts.ToHashSet(), schedule.Milestones.ToHashSet());
    }

    [Fact]
    public void Batches_WithoutCurve_KeepsTheResultOnly()
    {
        var schedule = new BatchSchedule(ByMargin with { Milestones = [] });

        Assert.Equal([1_000], schedule.Milestones);
    }

    [Fact]
    public void Batches_WithOwnPointsAndSizes_FollowsThem()
    {
        var schedule = new BatchSchedule(ByMargin with
        {
            Labels = 100,
            ColdStartSize = 30,
            RoundSize = 40,
            Milestones = [10, 50, 60, 400],
        });

        Assert.Equal([50, 60, 100], schedule.Milestones);
        Assert.Equal([30, 20, 10, 40], Batches(schedule));
    }

    [Theory]
    [InlineData(1.5, new[] { 20, 20, 30, 45, 68, 17 })]
    [InlineData(2.0, new[] { 20, 20, 40, 80, 40 })]
    [InlineData(0.5, new[] { 20, 20, 10, 5, 2 })]
    public void Batches_OfAGrowth_BuysBatchesThatGrowOrShrink(double growth, int[] expected)
    {
        var schedule = new BatchSchedule(Growing(growth, labels: 200));

        Assert.Equal(expected, Batches(schedule).Take(expected.Length));
        Assert.Equal(200, Batches(schedule).Sum());
    }

    [Fact]
    public void Batches_ThatShrinks_BuysATenthOfTheFirstRoundAtLeast()
    {
        var schedule = new BatchSchedule(Growing(0.5, labels: 200));

        Assert.Equal(2, Batches(schedule)[^2]);
        Assert.All(Batches(schedule).SkipLast(1), batch => Assert.InRange(batch, 2, 20));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    [InlineData(1.3)]
    [InlineData(10)]
    public void Batches_OfAnyGrowth_SpendsItsBudgetExactlyAndEndsABatchAtEachMilestone(double growth)
    {
        var schedule = new BatchSchedule(Growing(growth, labels: 1_234, 33, 100, 333, 1_000));

        var counts = Batches(schedule).Aggregate(new List<int> { 0 }, (sums, batch) => [.. sums, sums[^1] + batch]);

        Assert.Equal(1_234, counts[^1]);
        Assert.Equal([33, 100, 333, 1_000, 1_234], schedule.Milestones);
        Assert.Subset(counts.ToHashSet(), schedule.Milestones.ToHashSet());
    }

    [Fact]
    public void NextBatch_FromAnywhere_GoesOnToTheEndThatIsPlanned()
    {
        var schedule = new BatchSchedule(ByMargin with { Labels = 300 });

        Assert.Equal((7, 20, 0, 0), (schedule.NextBatch(23), schedule.NextBatch(270), schedule.NextBatch(300), schedule.NextBatch(400)));
    }

    [Theory]
    [InlineData(1_000, 0.1, 100, 100, 100)]
    [InlineData(1_000, 0.07, 50, 10, 70)]
    [InlineData(100, 0.5, 1, 1, 50)]
    [InlineData(40, 0, 8, 8, 0)]
    public void Batches_WithValidation_SpreadsItsShareOverTheRoundsAndLeavesTheFirstSomethingToLearnFrom(int labels, double share, int coldStart, int round, int expected)
    {
        var schedule = new BatchSchedule(ByMargin with
        {
            Labels = labels,
            ColdStartSize = coldStart,
            RoundSize = round,
            ValidationShare = share,
        });

        var (validation, most) = (0, 0.0);
        for (var bought = 0; schedule.NextBatch(bought) is > 0 and var batch; bought += batch)
        {
            var next = schedule.NextValidation(bought, validation);
            Assert.InRange(next, 0, bought == 0 ? batch - 1 : batch);
            validation += next;
            most = Math.Max(most, Math.Abs(validation - share * (bought + batch)));
        }

        Assert.Equal(expected, validation);
        Assert.Equal(expected, schedule.ValidationLabels);
        Assert.True(most <= 0.5 + 1e-9, $"{most} labels away from the share");
    }

    [Fact]
    public void Batches_OfAFewLabels_BeginWithTwenty()
    {
        var schedule = new BatchSchedule(ByMargin with { Labels = 110, Milestones = [] });

        Assert.Equal([20, 11, 11, 11, 11, 11, 11, 11, 11, 2], Batches(schedule));
    }

    [Fact]
    public void Batches_WithStudentsOnTheWay_EndsABatchWhereOneIsDue()
    {
        var schedule = new BatchSchedule(Growing(1, labels: 100) with { StudentsAt = [5, 50, 1_000] });

        Assert.Equal([20, 20, 10, 20, 20, 10], Batches(schedule));
        Assert.Equal([100], schedule.Milestones);
    }

    // A strategy that asks for no size of its own.
    private static ActiveLearnerOptions ByMargin => new() { Strategy = new MarginStrategy() };

    private static ActiveLearnerOptions Growing(double growth, int labels, params int[] milestones) => ByMargin with
    {
        Labels = labels,
        ColdStartSize = 20,
        RoundSize = 20,
        RoundGrowth = growth,
        Milestones = milestones,
    };

    private static List<int> Batches(BatchSchedule schedule)
    {
        List<int> batches = [];
        for (var bought = 0; schedule.NextBatch(bought) is > 0 and var batch; bought += batch)
            batches.Add(batch);
        return batches;
    }
}

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
        var plan = new RunPlan(new RunOptions { Curve = CurveOptions.Parse("false") });

        Assert.Equal([1_000], plan.Milestones);
    }

    [Fact]
    public void Plan_WithOwnPointsAndSizes_FollowsThem()
    {
        var plan = new RunPlan(new RunOptions
        {
            Labels = 100, ColdStart = new ColdStartOptions { Size = 30 }, Round = new RoundOptions { Size = 40 }, Curve = CurveOptions.Parse("10, 50, 60, 400"),
        });

        Assert.Equal([50, 60, 100], plan.Milestones);
        Assert.Equal([30, 20, 10, 40], Batches(plan));
    }

    private static List<int> Batches(RunPlan plan)
    {
        List<int> batches = [];
        for (var bought = 0; plan.NextBatch(bought) is > 0 and var batch; bought += batch)
            batches.Add(batch);
        return batches;
    }
}

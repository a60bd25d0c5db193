using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Tests.Experiments;

/// <summary>What a learner makes of a run's options.</summary>
public sealed class LearnerMappingTests
{
    [Fact]
    public void Learner_OfTheDefaults_IsTheLibrarysOwnButForStudents()
    {
        var learner = new RunOptions().ToLearner([]);

        var own = new ActiveLearnerOptions();
        Assert.Equal((own.Strategy.Name, own.ColdStart.Name, own.Classifier.Kind), (learner.Strategy.Name, learner.ColdStart.Name, learner.Classifier.Kind));
        Assert.Equal(own.Classifier.Options, learner.Classifier.Options);
        Assert.Equal(own, learner with
        {
            Strategy = own.Strategy,
            ColdStart = own.ColdStart,
            Classifier = own.Classifier,
            Extensions = own.Extensions,
            StudentsAt = own.StudentsAt,
            StudentGenerations = own.StudentGenerations,
        });
        Assert.Empty(learner.StudentsAt);
        Assert.Equal(1, learner.StudentGenerations);
    }

    [Fact]
    public void Batches_OfTheDefaults_AreAHundredAndThenTenAtATime()
    {
        var schedule = Schedule(new RunOptions());

        Assert.Equal([100, .. Enumerable.Repeat(10, 90)], Batches(schedule));
        Assert.Equal([100, 200, 500, 1_000], schedule.Milestones);
    }

    [Theory]
    [InlineData("kernel", 10)]
    [InlineData("fine_tune", 4)]
    public void Batches_OfARandomRun_EndAtTheMilestonesOnlyWhereANetworkIsTrained(string classifier, int rounds)
    {
        var schedule = Schedule(new RunOptions { Strategy = "random", Classifier = new ClassifierChoice { Kind = classifier } });

        Assert.Equal(rounds, Batches(schedule).Count);
    }

    [Fact]
    public void Batches_OfAFewLabels_BeginWithTwentyAndEndWhereAStudentIsDue()
    {
        var options = new RunOptions { Labels = 110, Curve = new CurveOptions { Enabled = false } };

        Assert.Equal([20, 10, 10, 10, 5, 10, 10, 10, 10, 10, 5], Batches(Schedule(options with { Student = new StudentChoice { At = LabelCounts.TryParse("55")! } })));
        Assert.Equal([20, .. Enumerable.Repeat(10, 9)], Batches(Schedule(options)));
    }

    [Fact]
    public void Batches_OfOwnCurvePoints_EndThere()
    {
        var schedule = Schedule(new RunOptions { Labels = 100, ColdStart = new ColdStartOptions { Size = 30 }, Round = new RoundOptions { Size = 40 }, Curve = new CurveOptions { Points = LabelCounts.TryParse("10, 50, 60, 400")! } });

        Assert.Equal([50, 60, 100], schedule.Milestones);
        Assert.Equal([30, 20, 10, 40], Batches(schedule));
    }

    private static BatchSchedule Schedule(RunOptions options) => new(options.ToLearner([]));

    private static List<int> Batches(BatchSchedule schedule)
    {
        List<int> batches = [];
        for (var bought = 0; schedule.NextBatch(bought) is > 0 and var batch; bought += batch)
            batches.Add(batch);
        return batches;
    }
}

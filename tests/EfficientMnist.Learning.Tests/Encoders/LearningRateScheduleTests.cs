using EfficientMnist.Learning.Training;


namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void Cosine_AfterTheWarmup_FallsToZero()
    {
        var schedule = new LearningRateSchedule();
        Assert.Equal([0.2, 0.4, 2, 1, 0], Rates(schedule, warmup: 10, 0, 1, 10, 55, 100), Near);
        // No more than a tenth of the training.
        Assert.Equal(2, schedule.Rate(2, 50, 10, 100));
    }

    [Fact]
    public void Constant_AfterTheWarmup_Stays() =>
        Assert.Equal([0.5, 2, 2, 2], Rates(new LearningRateSchedule { Kind = ScheduleKind.Constant }, warmup: 4, 0, 4, 50, 99), Near);

    [Fact]
    public void Milestones_AtTheirShares_MultiplyByGamma() =>
        Assert.Equal(
            [2, 2, 0.6, 0.6, 0.18, 0.18],
            Rates(new LearningRateSchedule { Kind = ScheduleKind.Milestones, Milestones = [0.5, 0.8], Gamma = 0.3 }, warmup: 0, 0, 49, 50, 79, 80, 99), Near);

    private static IEnumerable<double> Rates(LearningRateSchedule schedule, int warmup, params int[] steps) => steps.Select(step => schedule.Rate(2, warmup, step, 100));

    private static bool Near(double one, double other) => Math.Abs(one - other) < 1e-12;
}

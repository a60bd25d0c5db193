using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Learning.Tests.Stopping;

public sealed class StoppingRuleTests
{
    [Fact]
    public void Options_Defaults_ArePinned() =>
        Assert.Equal(
            new StopOptions { Kind = "budget", Threshold = null, Patience = 3, Target = 0.85, Confidence = 0.95, Minimum = 100 },
            new StopOptions());

    [Fact]
    public void Catalog_OfAnUnknownKind_ListsTheKinds()
    {
        var error = Assert.Throws<RefusalException>(() => StoppingCatalog.Create(new StopOptions { Kind = "boredom" }));
        Assert.Equal("There is no stopping rule 'boredom'; choose one of budget, expected_gain, stable, target.", error.Message);
    }

    [Fact]
    public void Budget_StopsWhenItIsSpentAndNotBefore()
    {
        var rule = StoppingCatalog.Create(new StopOptions());

        Assert.Equal("budget", rule.Name);
        Assert.False(rule.Decide([Round(900)]).Stop);
        Assert.Equal(new StopDecision(true, "the budget of 1000 labels is spent"), rule.Decide([Round(900), Round(1000) with { NextBatch = 0 }]));
    }

    [Theory]
    [InlineData(new[] { 0.8, 0.995, 0.98, 0.995, 0.991, 0.99 }, 7)]
    [InlineData(new[] { 0.99, 0.99, 0.99 }, 4)]
    [InlineData(new[] { 0.99, 0.99, 0.98, 0.99, 0.99 }, 0)]
    public void Stable_StopsAfterThreeRoundsInARowAboveTheThreshold(double[] kappas, int expected)
    {
        RoundObservation[] rounds = [Round(100), .. kappas.Select((k, i) => Round(200 + 100 * i) with { Agreement = k })];

        Assert.Equal(expected, StopsAfter(new StopOptions { Kind = "stable" }, rounds));
    }

    [Fact]
    public void Stable_WithOtherThresholdAndPatience_FollowsThem()
    {
        RoundObservation[] rounds = [Round(100), Round(200) with { Agreement = 0.5 }, Round(300) with { Agreement = 0.7 }];

        Assert.Equal(3, StopsAfter(new StopOptions { Kind = "stable", Threshold = 0.7, Patience = 1 }, rounds));
    }

    [Fact]
    public void ExpectedGain_OnAPowerLaw_StopsWhereItsGainFallsBelowTheThreshold()
    {
        // e(n) = 2/√n gains e(n)·(1 − √(n/(n + 100))): 0.00404 at 800 labels, 0.00342 at 900, 0.00294 at 1,000, 0.00257 at 1,100.
        RoundObservation[] rounds = [.. Enumerable.Range(1, 12).Select(i => Round(100 * i) with { ExpectedAccuracy = 1 - 2 / Math.Sqrt(100 * i) })];

        Assert.Equal(9, StopsAfter(new StopOptions { Kind = "expected_gain", Threshold = 0.004, Patience = 1 }, rounds));
        Assert.Equal(11, StopsAfter(new StopOptions { Kind = "expected_gain", Threshold = 0.004, Patience = 3 }, rounds));
        Assert.Equal(0, StopsAfter(new StopOptions { Kind = "expected_gain", Threshold = 0.0001, Patience = 1 }, rounds));
        Assert.Contains("gain 0.00342, below 0.004", StoppingCatalog.Create(new StopOptions { Kind = "expected_gain", Threshold = 0.004, Patience = 1 }).Decide(rounds[..9]).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ExpectedGain_OfConfidenceThatNoLongerGrows_Stops()
    {
        RoundObservation[] rounds = [.. Enumerable.Range(1, 5).Select(i => Round(100 * i) with { ExpectedAccuracy = 0.9 - 0.001 * i })];

        Assert.Equal(5, StopsAfter(new StopOptions { Kind = "expected_gain" }, rounds));
    }

    [Fact]
    public void Target_StopsOnceTheLowerBoundReachesIt()
    {
        RoundObservation[] rounds = [Round(100), Estimated(200, 0.9, 0.849), Estimated(300, 0.88, 0.85), Estimated(400, 0.95, 0.93)];
        var options = new StopOptions { Kind = "target", Target = 0.85 };

        Assert.Equal(3, StopsAfter(options, rounds));
        Assert.Equal(
            "the target of 0.85 is reached: accuracy 0.8800, from 0.8500 to 0.9700 with 95 % confidence by 30 labels",
            StoppingCatalog.Create(options).Decide(rounds[..3]).Reason);
    }

    [Fact]
    public void AnyRule_BelowTheMinimum_DoesNotStop()
    {
        RoundObservation[] rounds = [Estimated(100, 0.9, 0.89), Estimated(200, 0.9, 0.89), Estimated(300, 0.9, 0.89)];

        Assert.Equal(2, StopsAfter(new StopOptions { Kind = "target", Minimum = 150 }, rounds));
        Assert.StartsWith("below the minimum of 150 labels: the target of 0.85 is reached", StoppingCatalog.Create(new StopOptions { Kind = "target", Minimum = 150 }).Decide(rounds[..1]).Reason, StringComparison.Ordinal);
        Assert.Equal("the budget of 100 labels is spent", StoppingCatalog.Create(new StopOptions { Kind = "target", Minimum = 150 }).Decide([rounds[0] with { NextBatch = 0 }]).Reason);
    }

    private static RoundObservation Round(int labels) => new() { Labels = labels, NextBatch = 100, ExpectedAccuracy = 0.5 };

    private static RoundObservation Estimated(int labels, double accuracy, double low) => Round(labels) with
    {
        Estimate = new AccuracyEstimate { Kind = "uniform", Accuracy = accuracy, Low = low, High = 0.97, Labels = labels / 10, Confidence = 0.95 },
    };

    // How many rounds are bought; 0 where the rule would go on behind the last.
    private static int StopsAfter(StopOptions options, RoundObservation[] rounds)
    {
        var rule = StoppingCatalog.Create(options);
        return Enumerable.Range(1, rounds.Length).FirstOrDefault(count => rule.Decide(rounds[..count]).Stop);
    }
}

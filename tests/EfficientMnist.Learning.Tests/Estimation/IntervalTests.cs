using EfficientMnist.Learning.Estimation;

namespace EfficientMnist.Learning.Tests.Estimation;

public sealed class IntervalTests
{
    // scipy.stats.norm.ppf
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.995, 2.5758293035489004)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(0.7, 0.5244005127080407)]
    [InlineData(0.99995, 3.8905918864131204)]
    [InlineData(0.5, 0)]
    [InlineData(0.05, -1.6448536269514722)]
    public void NormalQuantile_OfKnownProbabilities_EqualsScipys(double probability, double expected) =>
        Assert.Equal(expected, NormalQuantile.Of(probability), 1e-12);

    // scipy.stats.binomtest(k, n).proportion_ci(confidence, method="wilson")
    [Theory]
    [InlineData(85, 100, 0.95, 0.7671644040916763, 0.9069401471634337)]
    [InlineData(0, 10, 0.95, 0, 0.27753279986288926)]
    [InlineData(10, 10, 0.95, 0.7224672001371109, 1)]
    [InlineData(45, 50, 0.9, 0.8084624858484292, 0.9504709655225548)]
    public void Wilson_OfKnownCounts_EqualsScipys(int right, int count, double confidence, double low, double high)
    {
        var interval = WilsonInterval.Of((double)right / count, count, confidence);

        Assert.Equal(low, interval.Low, 1e-12);
        Assert.Equal(high, interval.High, 1e-12);
    }

    [Fact]
    public void Wilson_OfNonsense_NamesTheNumbers()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(1.1, 10, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(0.5, 0, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(0.5, 10, 1));
    }

    [Fact]
    public void UniformEstimate_OfEightyFiveInAHundred_IsTheShareWithWilsonsInterval()
    {
        var estimate = UniformEstimate.Of([.. Enumerable.Range(0, 100).Select(i => new ValidatedImage(0.001, i < 85))], 0.95);

        Assert.Equal(0.85, estimate.Accuracy);
        Assert.Equal(0.7671644040916763, estimate.Low, 1e-12);
        Assert.Equal(0.9069401471634337, estimate.High, 1e-12);
        Assert.Equal(("uniform", 100, 0.95), (estimate.Kind, estimate.Labels, estimate.Confidence));
        Assert.Throws<ArgumentException>(() => UniformEstimate.Of([], 0.95));
    }
}

using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Learning.Tests.Stopping;

public sealed class CohenKappaTests
{
    // sklearn.metrics.cohen_kappa_score
    [Theory]
    [InlineData(new[] { 0, 1, 2, 0, 1, 2, 0, 1, 2, 0 }, new[] { 0, 1, 2, 0, 1, 1, 0, 2, 2, 1 }, 0.5522388059701492)]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { 1, 1, 0, 0 }, -1)]
    [InlineData(new[] { 0, 1, 1, 0, 2, 2, 2, 1 }, new[] { 0, 1, 1, 0, 2, 2, 2, 1 }, 1)]
    public void Kappa_OfKnownPredictions_EqualsScikitLearns(int[] first, int[] second, double expected)
    {
        Assert.Equal(expected, CohenKappa.Of(first, second), 1e-12);
        Assert.Equal(expected, CohenKappa.Of(second, first), 1e-12);
    }

    [Fact]
    public void Kappa_OfOneClassOnly_IsOne() => Assert.Equal(1, CohenKappa.Of([3, 3], [3, 3]));

    [Fact]
    public void Kappa_OfOtherLengths_NamesThem()
    {
        var error = Assert.Throws<ArgumentException>(() => CohenKappa.Of([1], [1, 2]));
        Assert.Contains("1 and 2 predictions", error.Message, StringComparison.Ordinal);
    }
}

using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.Tests.Students;

public sealed class EnsembleTests
{
    private static readonly FeatureMatrix A = new([0.9f, 0.1f, 0.2f, 0.8f], 2, 2);
    private static readonly FeatureMatrix B = new([0.5f, 0.5f, 0.6f, 0.4f], 2, 2);

    [Fact]
    public void Mean_WithAndWithoutWeights_IsTheMean()
    {
        AssertClose([0.7f, 0.3f, 0.4f, 0.6f], Ensemble.Mean(A, B));
        AssertClose([0.8f, 0.2f, 0.3f, 0.7f], Ensemble.Mean([A, B], [3, 1]));
        AssertClose(B.Values.ToArray(), Ensemble.Mean([A, B], [0, 2]));
    }

    [Fact]
    public void Mean_OfNonsense_NamesTheNumbers()
    {
        Assert.StartsWith("An ensemble has at least one member.", Assert.Throws<ArgumentException>(() => Ensemble.Mean()).Message, StringComparison.Ordinal);
        Assert.StartsWith("The members' probabilities have different shapes: 2×2, 1×2.", Assert.Throws<ArgumentException>(() => Ensemble.Mean(A, new FeatureMatrix(1, 2))).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 members need as many weights, none negative and not all zero, not 1, -1.", Assert.Throws<ArgumentException>(() => Ensemble.Mean([A, B], [1, -1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Temper_RaisesToThePowerAndNormalises()
    {
        AssertClose([0.81f / 0.82f, 0.01f / 0.82f, 0.04f / 0.68f, 0.64f / 0.68f], Ensemble.Temper(A, 0.5));
        AssertClose(A.Values.ToArray(), Ensemble.Temper(A, 1));
        AssertClose([1, 0], Ensemble.Temper(new FeatureMatrix([1, 0], 1, 2), 2));
        Assert.Throws<ArgumentException>(() => Ensemble.Temper(A, 0));
    }

    [Fact]
    public void SoftTargets_OfScores_AreTheirSoftmax()
    {
        var targets = SoftTargets.Of(new FeatureMatrix([0.1f, 0.3f, 5000, 0], 2, 2), new SoftTargetOptions { Temperature = 0.1 });
        AssertClose([(float)(1 / (1 + Math.Exp(2))), (float)(1 / (1 + Math.Exp(-2))), 1, 0], targets);
        Assert.Equal("temperature must be a number from 0.001 to 100, not 0.", Assert.Throws<ArgumentException>(() => SoftTargets.Of(A, new SoftTargetOptions { Temperature = 0 })).Message);
    }

    [Fact]
    public void SoftTargets_WithAPrior_HaveItAsTheirMeansAndKeepRowsNormal()
    {
        var random = new Random(2);
        var scores = new FeatureMatrix([.. Enumerable.Range(0, 900).Select(i => (float)random.NextDouble() + (i % 3 == 0 ? 0.4f : 0))], 300, 3);
        double[] prior = [0.2, 0.3, 0.5];

        var targets = SoftTargets.Of(scores, new SoftTargetOptions { Temperature = 0.3, Prior = prior });

        for (var c = 0; c < 3; c++)
            Assert.Equal(prior[c], Enumerable.Range(0, 300).Average(row => targets[row, c]), 1e-4);
        Assert.All(Enumerable.Range(0, 300), row => Assert.Equal(1, targets.Row(row).ToArray().Sum(), 1e-5f));
        Assert.StartsWith("prior must be 3 positive numbers that sum to 1", Assert.Throws<ArgumentException>(() => SoftTargets.Align(targets, [0.5, 0.5])).Message, StringComparison.Ordinal);
    }

    private static void AssertClose(float[] expected, FeatureMatrix actual) => Assert.Equal(expected, actual.Values.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
}

using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class LinearProbeTests
{
    [Fact]
    public void Options_Defaults_ArePinned() =>
        Assert.Equal(new LinearProbeOptions { WeightDecay = 0.01, Iterations = 300 }, new LinearProbeOptions());

    [Fact]
    public void Options_OutOfRange_NameTheRange()
    {
        var exception = Assert.Throws<RefusalException>(() => new LinearProbe(new LinearProbeOptions { Iterations = 0 }));
        Assert.Equal("iterations='0' must be a whole number from 1 to 10000.", exception.Message);
    }

    [Fact]
    public void Fit_AtItsEnd_HasNoGradientLeft()
    {
        // Two features of deviation 1; at the minimum: mean over examples of (p − y)·x + decay·W = 0 for each class.
        var random = new Random(6);
        const int n = 80;
        var x = new float[n * 2];
        var labels = new int[n];
        for (var i = 0; i < n; i++)
        {
            (x[2 * i], x[2 * i + 1]) = ((float)random.NextDouble(), (float)random.NextDouble());
            labels[i] = x[2 * i] + 0.5 * random.NextDouble() > 0.7 ? 1 : 0;
        }
        var features = new FeatureMatrix(x, n, 2);
        var fitted = new LinearProbe(new LinearProbeOptions { WeightDecay = 0.1, Iterations = 2000 }).Fit(features, labels, 2);

        // The weight of feature 0 for class 1 in standardised units, from the scores' slope.
        var mean = Enumerable.Range(0, n).Average(i => x[2 * i]);
        var deviation = Math.Sqrt(Enumerable.Range(0, n).Average(i => Math.Pow(x[2 * i] - mean, 2)));
        var scores = fitted.Scores(new FeatureMatrix([0, 0, 1, 0], 2, 2));
        var weight = (scores[1, 1] - scores[0, 1]) * deviation;
        var probabilities = fitted.Probabilities(features);
        var gradient = Enumerable.Range(0, n).Average(i => (probabilities[i, 1] - labels[i]) * (x[2 * i] - mean) / deviation) + 0.1 * weight;

        Assert.Equal(0, gradient, 1e-4);
        Assert.True(weight > 0);
    }
}

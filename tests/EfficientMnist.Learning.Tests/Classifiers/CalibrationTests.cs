using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class CalibrationTests
{
    [Fact]
    public void LeaveOneOut_OfEveryExample_EqualsAFitWithoutIt()
    {
        var (features, labels) = Overlapping(40, seed: 1);
        var classifier = new KernelRidge(new KernelRidgeOptions { Gamma = 0.8, Ridge = 0.03 });

        var scores = classifier.LeaveOneOut(features, labels, 3);

        for (var left = 0; left < features.Rows; left++)
        {
            int[] others = [.. Enumerable.Range(0, features.Rows).Where(i => i != left)];
            var alone = classifier.Fit(features.Select(others), [.. others.Select(i => labels[i])], 3).Scores(features.Select([left]));
            for (var c = 0; c < 3; c++)
                Assert.Equal(alone[0, c], scores[left, c], 1e-4f);
        }
    }

    [Fact]
    public void Fit_WithCalibration_LowersTheExpectedCalibrationErrorAndKeepsThePredictions()
    {
        var (features, labels) = Overlapping(300, seed: 2);
        var (unseen, truth) = Overlapping(3000, seed: 3);

        var plain = new KernelRidge(new KernelRidgeOptions()).Fit(features, labels, 3);
        var calibrated = new KernelRidge(new KernelRidgeOptions { Calibrate = true }).Fit(features, labels, 3);

        var (before, after) = (CalibrationError(plain.Probabilities(unseen), truth), CalibrationError(calibrated.Probabilities(unseen), truth));
        Assert.True(after < 0.05 && after < before / 2, $"The error went from {before:0.000} to {after:0.000}.");
        Assert.Equal(plain.Scores(unseen).ArgMax(), calibrated.Probabilities(unseen).ArgMax());
    }

    [Fact]
    public void Temperature_OfScoresThatAreLogarithmsOfTheTruth_IsTheirFactor()
    {
        // Labels are drawn from softmax(s); scores are 0.25·s, so that the right temperature is 0.25.
        var random = new Random(5);
        const int rows = 20_000;
        var scores = new float[rows * 2];
        var labels = new int[rows];
        for (var i = 0; i < rows; i++)
        {
            var s = 4 * random.NextDouble() - 2;
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-s)) ? 0 : 1;
            scores[2 * i] = (float)(0.25 * s);
        }
        Assert.Equal(0.25, TemperatureScaling.Fit(new FeatureMatrix(scores, rows, 2), labels), 0.02);
    }

    [Fact]
    public void Temperature_OfPerfectOrHopelessScores_StaysInItsRange()
    {
        Assert.Equal(0.001, TemperatureScaling.Fit(new FeatureMatrix([1, 0, 0, 1], 2, 2), [0, 1]), 1e-4);
        Assert.Equal(100, TemperatureScaling.Fit(new FeatureMatrix([1, 0, 0, 1], 2, 2), [1, 0]), 1.0);
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit(new FeatureMatrix(0, 2), []));
    }

    [Fact]
    public void Loss_OfEvenScores_IsTheLogarithmOfTheClasses() =>
        Assert.Equal(Math.Log(4), TemperatureScaling.Loss(new FeatureMatrix(3, 4), [0, 1, 3], 0.5), 1e-12);

    // Three clouds that overlap, around (0, 0), (1, 0) and (0, 1).
    private static (FeatureMatrix Features, int[] Labels) Overlapping(int count, int seed)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        float Near(int middle) => middle + (float)(Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6) * 0.7f;
        return (new FeatureMatrix([.. labels.SelectMany(l => new[] { Near(l == 1 ? 1 : 0), Near(l == 2 ? 1 : 0) })], count, 2), labels);
    }

    // Mean distance of confidence and accuracy over ten bins of confidence.
    private static double CalibrationError(FeatureMatrix probabilities, int[] labels)
    {
        var predictions = probabilities.ArgMax();
        return Enumerable.Range(0, labels.Length)
            .GroupBy(i => Math.Min(9, (int)(10 * probabilities[i, predictions[i]])))
            .Sum(bin => Math.Abs(bin.Sum(i => probabilities[i, predictions[i]] - (predictions[i] == labels[i] ? 1 : 0)))) / labels.Length;
    }
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// Makes scores into calibrated probabilities softmax(scores / temperature) (Guo et al., 2017, arXiv 1706.04599): the
/// temperature is that of the smallest mean negative log-likelihood of labels that the scores' model has not seen.
/// </summary>
public static class TemperatureScaling
{
    private const double Least = 1e-3;
    private const double Most = 100;

    /// <param name="scores">Scores [rows, classes] of examples held out, or left out one at a time.</param>
    /// <param name="labels">Their classes.</param>
    /// <returns>A temperature from 0.001 to 100.</returns>
    /// <exception cref="ArgumentException">No rows, another number of labels, or a label that is no class.</exception>
    public static double Fit(FeatureMatrix scores, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        LabelledRows.Check(scores, labels, scores.Columns);
        // The loss is convex in 1 / temperature, so that golden sections find its one valley on the logarithm, too.
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        var ratio = (Math.Sqrt(5) - 1) / 2;
        var (a, b) = (high - ratio * (high - low), low + ratio * (high - low));
        var (atA, atB) = (Loss(scores, labels, Math.Exp(a)), Loss(scores, labels, Math.Exp(b)));
        while (high - low > 1e-5)
        {
            if (atA <= atB)
            {
                (high, b, atB) = (b, a, atA);
                a = high - ratio * (high - low);
                atA = Loss(scores, labels, Math.Exp(a));
            }
            else
            {
                (low, a, atA) = (a, b, atB);
                b = low + ratio * (high - low);
                atB = Loss(scores, labels, Math.Exp(b));
            }
        }
        return Math.Exp((low + high) / 2);
    }

    /// <summary>Mean negative log-likelihood of the labels under softmax(scores / temperature).</summary>
    public static double Loss(FeatureMatrix scores, IReadOnlyList<int> labels, double temperature)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        var loss = 0.0;
        for (var row = 0; row < scores.Rows; row++)
        {
            var values = scores.Row(row);
            var largest = double.NegativeInfinity;
            foreach (var value in values)
                largest = Math.Max(largest, value);
            var sum = 0.0;
            foreach (var value in values)
                sum += Math.Exp((value - largest) / temperature);
            loss += Math.Log(sum) - (values[labels[row]] - largest) / temperature;
        }
        return loss / scores.Rows;
    }
}

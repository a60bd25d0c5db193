using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>A teacher's opinion of every image as probabilities to learn.</summary>
public static class SoftTargets
{
    private const int MaxRounds = 200;

    /// <summary>softmax(scores / temperature) of each row, aligned with the prior if there is one.</summary>
    /// <param name="scores">Raw scores [rows, classes], such as those of a kernel classifier.</param>
    /// <param name="options">Temperature and prior.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static FeatureMatrix Of(FeatureMatrix scores, SoftTargetOptions options)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated(scores.Columns);
        var targets = new FeatureMatrix(scores.Rows, scores.Columns);
        for (var row = 0; row < scores.Rows; row++)
            ProbabilityRow.Softmax(scores.Row(row), 1 / options.Temperature, targets.MutableRow(row));
        return options.Prior is null ? targets : Align(targets, options.Prior);
    }

    /// <summary>
    /// Brings the means of the classes to the prior: columns are scaled by prior / mean and rows made to sum to 1 again, in
    /// turn (as distribution alignment does it in one round, Berthelot et al., 2020, arXiv 1911.09785).
    /// </summary>
    /// <exception cref="ArgumentException">The prior is no distribution over the classes.</exception>
    public static FeatureMatrix Align(FeatureMatrix probabilities, IReadOnlyList<double> prior)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        new SoftTargetOptions { Prior = prior }.Validated(probabilities.Columns);
        var scale = Enumerable.Repeat(1.0, prior.Count).ToArray();
        for (var round = 0; round < MaxRounds; round++)
        {
            var means = Means(probabilities, scale);
            if (Enumerable.Range(0, scale.Length).All(c => Math.Abs(means[c] - prior[c]) < 1e-6))
                break;
            for (var c = 0; c < scale.Length; c++)
                scale[c] *= prior[c] / Math.Max(means[c], 1e-12);
        }
        var aligned = new FeatureMatrix(probabilities.Rows, probabilities.Columns);
        for (var row = 0; row < aligned.Rows; row++)
        {
            var from = probabilities.Row(row);
            var to = aligned.MutableRow(row);
            for (var c = 0; c < to.Length; c++)
                to[c] = (float)(from[c] * scale[c]);
            ProbabilityRow.Normalise(to);
        }
        return aligned;
    }

    private static double[] Means(FeatureMatrix probabilities, double[] scale)
    {
        var means = new double[scale.Length];
        for (var row = 0; row < probabilities.Rows; row++)
        {
            var values = probabilities.Row(row);
            var sum = 0.0;
            for (var c = 0; c < scale.Length; c++)
                sum += values[c] * scale[c];
            for (var c = 0; c < scale.Length; c++)
                means[c] += values[c] * scale[c] / sum / probabilities.Rows;
        }
        return means;
    }
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Students;

/// <summary>Several classifiers' probabilities as one: models of different kinds err differently.</summary>
public static class Ensemble
{
    /// <summary>The mean of the members' probabilities.</summary>
    /// <param name="members">Class probabilities [rows, classes] of each.</param>
    public static FeatureMatrix Mean(params IReadOnlyList<FeatureMatrix> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        return Mean(members, [.. members.Select(_ => 1.0)]);
    }

    /// <summary>The weighted mean of the members' probabilities.</summary>
    /// <param name="members">Class probabilities [rows, classes] of each.</param>
    /// <param name="weights">One for each member, none negative, not all zero; they need not sum to 1.</param>
    /// <exception cref="ArgumentException">No members, members of different shapes, or bad weights.</exception>
    public static FeatureMatrix Mean(IReadOnlyList<FeatureMatrix> members, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(weights);
        if (members.Count == 0)
            throw new ArgumentException("An ensemble has at least one member.", nameof(members));
        var (rows, classes) = (members[0].Rows, members[0].Columns);
        if (members.Any(m => m.Rows != rows || m.Columns != classes))
            throw new ArgumentException($"The members' probabilities have different shapes: {string.Join(", ", members.Select(m => $"{m.Rows}×{m.Columns}"))}.", nameof(members));
        var total = weights.Sum();
        if (weights.Count != members.Count || !weights.All(w => w >= 0) || !(total > 0) || !double.IsFinite(total))
            throw new ArgumentException($"{members.Count} members need as many weights, none negative and not all zero, not {string.Join(", ", weights)}.", nameof(weights));

        var mean = new FeatureMatrix(rows, classes);
        for (var row = 0; row < rows; row++)
        {
            var to = mean.MutableRow(row);
            for (var member = 0; member < members.Count; member++)
            {
                var from = members[member].Row(row);
                var weight = weights[member] / total;
                for (var c = 0; c < classes; c++)
                    to[c] += (float)(weight * from[c]);
            }
        }
        return mean;
    }

    /// <summary>p^(1 / temperature), normalised again: below 1 sharpens, above 1 softens.</summary>
    /// <param name="probabilities">[rows, classes].</param>
    /// <param name="temperature">0.01 to 100.</param>
    /// <exception cref="ArgumentException">The temperature is out of its range.</exception>
    public static FeatureMatrix Temper(FeatureMatrix probabilities, double temperature)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (!(temperature is >= 0.01 and <= 100))
            throw new ArgumentException($"temperature must be a number from 0.01 to 100, not {temperature}.", nameof(temperature));
        var tempered = new FeatureMatrix(probabilities.Rows, probabilities.Columns);
        Span<float> logarithms = new float[probabilities.Columns];
        for (var row = 0; row < tempered.Rows; row++)
        {
            var from = probabilities.Row(row);
            for (var c = 0; c < from.Length; c++)
                logarithms[c] = MathF.Log(Math.Max(from[c], 1e-30f));
            ProbabilityRow.Softmax(logarithms, 1 / temperature, tempered.MutableRow(row));
        }
        return tempered;
    }
}

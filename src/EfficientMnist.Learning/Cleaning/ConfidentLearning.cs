using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Cleaning;

/// <summary>
/// Finds labels that are probably wrong by confident learning (Northcutt, Jiang and Chuang, 2021, arXiv 1911.00068). A class
/// counts as confident for an image where its probability reaches the class's threshold: the mean probability that images
/// given this label have of it. The suspects are the off-diagonal of the confident joint as far as the classifier stands by
/// it: images whose likeliest class of all is confident and another one than the given. Without the second condition a class
/// that few were given, and whose threshold is low for it, is suggested for images that are hardly of it (cleanlab leaves
/// them out as well).
/// </summary>
public static class ConfidentLearning
{
    /// <param name="probabilities">Class probabilities [rows, classes] of a classifier that has not seen the row's own label.</param>
    /// <param name="labels">The given class of each row.</param>
    /// <returns>The most suspicious first.</returns>
    /// <exception cref="ArgumentException">Another number of labels than rows, or a label that is no class.</exception>
    public static IReadOnlyList<Suspect> Suspects(FeatureMatrix probabilities, IReadOnlyList<int> labels)
    {
        var thresholds = Thresholds(probabilities, labels);
        var suspects = new List<Suspect>();
        for (var row = 0; row < probabilities.Rows; row++)
        {
            var values = probabilities.Row(row);
            var likeliest = 0;
            for (var c = 1; c < thresholds.Length; c++)
            {
                if (values[c] > values[likeliest])
                    likeliest = c;
            }
            if (values[likeliest] >= thresholds[likeliest] && likeliest != labels[row])
                suspects.Add(new Suspect(row, likeliest, Margin(values, labels[row])));
        }
        return [.. suspects.OrderBy(s => s.Margin).ThenBy(s => s.Row)];
    }

    /// <summary>The mean probability that images given each label have of it; infinite for a class that no image was given.</summary>
    public static double[] Thresholds(FeatureMatrix probabilities, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != probabilities.Rows)
            throw new ArgumentException($"{probabilities.Rows} rows of probabilities and {labels.Count} labels do not match.", nameof(labels));
        var (sums, counts) = (new double[probabilities.Columns], new int[probabilities.Columns]);
        for (var row = 0; row < labels.Count; row++)
        {
            if ((uint)labels[row] >= (uint)sums.Length)
                throw new ArgumentException($"Label {labels[row]} of row {row} is none of 0 to {sums.Length - 1}.", nameof(labels));
            sums[labels[row]] += probabilities[row, labels[row]];
            counts[labels[row]]++;
        }
        return [.. sums.Select((sum, c) => counts[c] == 0 ? double.PositiveInfinity : sum / counts[c])];
    }

    private static double Margin(ReadOnlySpan<float> values, int given)
    {
        var other = 0f;
        for (var c = 0; c < values.Length; c++)
        {
            if (c != given)
                other = Math.Max(other, values[c]);
        }
        return values[given] - (double)other;
    }
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>What a classifier says of labelled images when it has not learned their own labels.</summary>
public static class HeldOut
{
    /// <summary>Parts that a classifier without a closed form is fitted on all but one of.</summary>
    public const int Folds = 5;

    /// <summary>
    /// Class probabilities [rows, classes] of each image: left out one at a time where the classifier has a closed form for
    /// that (<see cref="KernelRidge"/>), else in five folds.
    /// </summary>
    /// <param name="classifier">Any kind.</param>
    /// <param name="features">One row per labelled image.</param>
    /// <param name="labels">A class for each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="random">Draws the folds.</param>
    /// <exception cref="ArgumentException">Fewer than two rows, or rows and labels do not match.</exception>
    public static FeatureMatrix Probabilities(IClassifier classifier, FeatureMatrix features, IReadOnlyList<int> labels, int classes, Random random)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(random);
        LabelledRows.Check(features, labels, classes);
        if (labels.Count < 2)
            throw new ArgumentException("With one label nothing is left to learn from when it is held out.", nameof(labels));
        return classifier is KernelRidge ridge ? ridge.LeaveOneOutProbabilities(features, labels, classes) : InFolds(classifier, features, labels, classes, random);
    }

    private static FeatureMatrix InFolds(IClassifier classifier, FeatureMatrix features, IReadOnlyList<int> labels, int classes, Random random)
    {
        int[] shuffled = [.. Enumerable.Range(0, labels.Count)];
        random.Shuffle(shuffled);
        var probabilities = new FeatureMatrix(labels.Count, classes);
        foreach (var fold in shuffled.Select((row, place) => (Row: row, Fold: place % Folds)).GroupBy(r => r.Fold, r => r.Row))
        {
            int[] held = [.. fold];
            int[] rest = [.. shuffled.Except(held).Order()];
            var told = classifier.Fit(features.Select(rest), [.. rest.Select(row => labels[row])], classes).Probabilities(features.Select(held));
            for (var i = 0; i < held.Length; i++)
                told.Row(i).CopyTo(probabilities.MutableRow(held[i]));
        }
        return probabilities;
    }
}

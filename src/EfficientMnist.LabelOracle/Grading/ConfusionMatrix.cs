using EfficientMnist.Core.Refusals;
namespace EfficientMnist.LabelOracle.Grading;

/// <summary>How often each true class was predicted as each class, and the figures that follow from it.</summary>
internal sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    private ConfusionMatrix(int classes)
    {
        Classes = classes;
        _counts = new int[classes * classes];
    }

    public int Classes { get; }

    /// <summary>Row-major: row = true class, column = predicted class.</summary>
    public IReadOnlyList<int> Counts => _counts;

    public int this[int truth, int predicted] => _counts[(truth * Classes) + predicted];

    /// <summary>Compares one prediction per test image, in id order, with the truth.</summary>
    public static ConfusionMatrix Of(IReadOnlyList<int> truth, IReadOnlyList<int> predictions, int classes)
    {
        if (truth.Count == 0)
            throw Refusal.Invalid("There is nothing to grade.");
        if (predictions.Count != truth.Count)
            throw Refusal.Invalid($"There are {predictions.Count} predictions for {truth.Count} test images; give one per image, in id order.");
        var matrix = new ConfusionMatrix(classes);
        for (var i = 0; i < truth.Count; i++)
        {
            if ((uint)predictions[i] >= (uint)classes)
                throw Refusal.Invalid($"Prediction {i} is {predictions[i]}; classes are 0 … {classes - 1}.");
            matrix._counts[(truth[i] * classes) + predictions[i]]++;
        }

        return matrix;
    }

    /// <summary>Share of images predicted right, 0 … 1.</summary>
    public double Accuracy => (double)Enumerable.Range(0, Classes).Sum(c => this[c, c]) / _counts.Sum();

    /// <summary>
    /// Unweighted mean of the classes' F1 = 2·TP / (2·TP + FP + FN), 0 … 1. A class that occurs neither in the truth nor
    /// in the predictions has no F1 and does not count, as in scikit-learn.
    /// </summary>
    public double MacroF1 => Enumerable.Range(0, Classes)
        .Select(c => (Hits: this[c, c], Occurrences: Actual(c) + Predicted(c))) // TP and 2·TP + FP + FN
        .Where(c => c.Occurrences > 0)
        .Average(c => 2.0 * c.Hits / c.Occurrences);

    private int Actual(int truth) => Enumerable.Range(0, Classes).Sum(predicted => this[truth, predicted]);

    private int Predicted(int predicted) => Enumerable.Range(0, Classes).Sum(truth => this[truth, predicted]);
}

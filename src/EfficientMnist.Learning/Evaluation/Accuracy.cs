namespace EfficientMnist.Learning.Evaluation;

/// <summary>Share of predictions that are right.</summary>
public static class Accuracy
{
    /// <exception cref="ArgumentException">Different lengths, or none.</exception>
    public static double Of(IReadOnlyList<int> predictions, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(labels);
        if (predictions.Count != labels.Count || labels.Count == 0)
            throw new ArgumentException($"{predictions.Count} predictions cannot be compared with {labels.Count} labels.");
        var right = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            if (predictions[i] == labels[i])
                right++;
        }
        return (double)right / labels.Count;
    }
}

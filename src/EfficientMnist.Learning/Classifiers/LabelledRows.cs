using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>What every classifier is fitted on, checked.</summary>
internal static class LabelledRows
{
    /// <exception cref="ArgumentException">No rows, another number of labels, or a label that is no class.</exception>
    public static void Check(FeatureMatrix features, IReadOnlyList<int> labels, int classes)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        if (features.Rows == 0 || features.Rows != labels.Count)
            throw new ArgumentException($"{features.Rows} rows of features and {labels.Count} labels do not make a training set.");
        if (classes < 2)
            throw new ArgumentException($"A classifier tells at least 2 classes apart, not {classes}.");
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new ArgumentException($"Label {labels[i]} of row {i} is none of 0 to {classes - 1}.");
        }
    }

    /// <summary>One-hot rows [n, classes] in float32.</summary>
    public static Tensor OneHot(IReadOnlyList<int> labels, int classes)
    {
        var values = new float[labels.Count * classes];
        for (var i = 0; i < labels.Count; i++)
            values[i * classes + labels[i]] = 1;
        return TorchMemory.Of(values, labels.Count, classes);
    }
}

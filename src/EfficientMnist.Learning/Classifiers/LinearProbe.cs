using System.Globalization;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

public sealed class LinearProbe(LinearProbeOptions options) : IClassifier
{
    public string Kind => "linear_probe";

    public IReadOnlyDictionary<string, string> Options { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["iterations"] = options.Iterations.ToString(CultureInfo.InvariantCulture),
        ["weight_decay"] = options.WeightDecay.ToString("R", CultureInfo.InvariantCulture),
    };

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");
}

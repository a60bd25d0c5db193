using System.Globalization;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

public sealed class KernelRidge(KernelRidgeOptions options) : IClassifier
{
    public string Kind => "kernel_ridge";

    public IReadOnlyDictionary<string, string> Options { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["gamma"] = options.Gamma.ToString("R", CultureInfo.InvariantCulture),
        ["ridge"] = options.Ridge.ToString("R", CultureInfo.InvariantCulture),
        ["temperature"] = options.Temperature.ToString("R", CultureInfo.InvariantCulture),
    };

    public IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes) =>
        throw new InvalidOperationException("The tensor library is not connected yet.");
}

using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>A kind of classifier on features, ready to be fitted any number of times.</summary>
public interface IClassifier
{
    /// <summary>The name users give it, such as <c>kernel</c>.</summary>
    string Kind { get; }

    /// <summary>Every option with its value, defaults included.</summary>
    IReadOnlyDictionary<string, string> Options { get; }

    /// <param name="features">One row per labelled image; join several views with <see cref="JointViews"/>.</param>
    /// <param name="labels">A class for each row, 0 to <paramref name="classes"/> − 1.</param>
    /// <param name="classes">Number of classes, those without an example included.</param>
    /// <exception cref="ArgumentException">No rows, or rows and labels do not match.</exception>
    IFittedClassifier Fit(FeatureMatrix features, IReadOnlyList<int> labels, int classes);
}

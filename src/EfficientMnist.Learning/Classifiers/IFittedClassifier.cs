using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>A classifier that has seen its labels. Safe to use from several threads.</summary>
public interface IFittedClassifier
{
    int Classes { get; }

    /// <summary>Raw scores [rows, classes]; the largest is the prediction.</summary>
    FeatureMatrix Scores(FeatureRows features);

    /// <summary>Class probabilities [rows, classes]; each row sums to 1.</summary>
    FeatureMatrix Probabilities(FeatureRows features);

    /// <summary>What makes the probabilities, for other programs (docs/model-file.md).</summary>
    ModelTensors Describe();
}

using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Features;

/// <summary>All that runs on one data set under one encoder with the same views learn from. Shared between runs; nothing in it changes.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="EncoderId">The encoder of the latents.</param>
/// <param name="Latents">Latents of the pool, one row per image.</param>
/// <param name="Choice">Which views these are, one of <see cref="Experiments.ViewChoice"/>.</param>
/// <param name="Maker">Makes the same views of any images.</param>
/// <param name="Views">Views of the pool, scaled and side by side.</param>
/// <param name="Test">The same of the test split.</param>
/// <param name="Neighbours">Which images are alike in these views.</param>
internal sealed record RunFeatures(
    DatasetDescription Dataset, string EncoderId, FeatureMatrix Latents, string Choice, ViewMaker Maker, JointViews Views, FeatureMatrix Test, PoolNeighbours Neighbours)
{
    /// <summary>These with the features of a student as a further view; the neighbours stay what they were.</summary>
    public RunFeatures With(Student student) =>
        this with { Views = Views.With(student.Pool.Features), Test = new StudentView(student.Pool).Join(Test, student.Test) };
}
